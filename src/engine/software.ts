/** Whether WebGL is rendered by the processor: then it shares the cores of the SIMD engine, and has more to do with them. */
export const rendersInSoftware = (renderer: string): boolean =>
  /swiftshader|llvmpipe|software|basic render/i.test(renderer);
