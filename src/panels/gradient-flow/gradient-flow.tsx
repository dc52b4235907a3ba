export function GradientFlow() {
  return <section className="gradient-flow" />;
}
