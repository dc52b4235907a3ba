// A worker that breaks once it runs, for the story that looks whether that is noticed.
setTimeout(() => {
  throw new Error("planted in the worker");
});
