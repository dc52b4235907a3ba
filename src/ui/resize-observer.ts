/**
 * A ResizeObserver that answers in the next frame. What it changes would else change sizes while they are being observed,
 * which WebKit reports as an error of the page ("ResizeObserver loop completed with undelivered notifications").
 */
export function createResizeObserver(measure: () => void): Pick<ResizeObserver, "observe" | "disconnect"> {
  let frame = 0;
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(measure);
  });
  return {
    observe: (box) => observer.observe(box),
    disconnect: () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    },
  };
}
