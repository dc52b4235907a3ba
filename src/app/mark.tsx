/** Three steps of a network, the last one full. */
export function Mark() {
  return (
    <svg className="mark" aria-hidden="true" width="22" height="10" viewBox="0 0 22 10">
      <path d="M7 5h1M14 5h1" stroke="currentColor" strokeWidth="1.8" />
      <circle cx="4" cy="5" r="2.8" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <circle cx="11" cy="5" r="2.8" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <circle cx="18" cy="5" r="3.7" fill="currentColor" />
    </svg>
  );
}
