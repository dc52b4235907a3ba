/** A placeholder until the layout arrives. */
export function App() {
  return (
    <main>
      <h1>Unrolled</h1>
    </main>
  );
}
