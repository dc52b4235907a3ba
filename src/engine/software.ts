/** Whether WebGL is drawn by the processor: then it shares the cores of the SIMD engine, and has more to do with them. */
export const drawsInSoftware = (renderer: string): boolean =>
  /swiftshader|llvmpipe|software|basic render/i.test(renderer);
