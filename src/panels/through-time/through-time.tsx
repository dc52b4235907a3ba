export function ThroughTime() {
  return <section className="through-time" />;
}
