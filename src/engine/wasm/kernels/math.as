// Vector mathematics. RELAXED is a constant of the build: with it, products and sums are fused.

// @ts-ignore
@inline function madd(a: v128, b: v128, c: v128): v128 {
  if (RELAXED) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// e^x. Range reduction by adding 1.5·2²³, which rounds to the nearest integer and leaves it in the low bits; then a
// polynomial of degree 6 on [−ln 2/2, ln 2/2], and the exponent put in place. Within 1.5 units in the last place;
// below −87 the result stays at e^−87, above 88 at e^88. NaN stays NaN.
// @ts-ignore
@inline function exp(x: v128): v128 {
  const most = f32x4.splat(88.0), least = f32x4.splat(-87.0);
  // pmin(most, x) is x < most ? x : most with a NaN going through as the first operand.
  const bounded = f32x4.pmax(f32x4.pmin(x, most), least);
  const magic = f32x4.splat(12582912.0);
  const shifted = madd(bounded, f32x4.splat(1.44269504), magic);
  const n = f32x4.sub(shifted, magic);
  const high = madd(n, f32x4.splat(-0.693359375), bounded);
  const r = madd(n, f32x4.splat(2.12194440e-4), high);
  let p = f32x4.splat(1.9875691500e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1.0));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

// @ts-ignore
@inline function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1.0);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

// @ts-ignore
@inline function tanh(x: v128): v128 {
  const one = f32x4.splat(1.0);
  return f32x4.sub(f32x4.div(f32x4.splat(2.0), f32x4.add(one, exp(f32x4.mul(x, f32x4.splat(-2.0))))), one);
}

// max(x, 0), and NaN for NaN.
// @ts-ignore
@inline function relu(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0.0));
}

// @ts-ignore
@inline function sigmoidSlope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(f32x4.splat(1.0), y));
}

// @ts-ignore
@inline function tanhSlope(y: v128): v128 {
  return f32x4.sub(f32x4.splat(1.0), f32x4.mul(y, y));
}

// @ts-ignore
@inline function reluSlope(y: v128): v128 {
  return v128.and(f32x4.gt(y, f32x4.splat(0.0)), f32x4.splat(1.0));
}

// ln x of a positive, normal x, in float64 to 1e-13: exponent apart, then 2·artanh((m − 1)/(m + 1)).
function log(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  let e = <i32>((bits >> 52) & 0x7ff) - 1023;
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    e += 1;
  }
  const s = (m - 1.0) / (m + 1.0);
  const z = s * s;
  let p = 1.0 / 15.0;
  p = p * z + 1.0 / 13.0;
  p = p * z + 1.0 / 11.0;
  p = p * z + 1.0 / 9.0;
  p = p * z + 1.0 / 7.0;
  p = p * z + 1.0 / 5.0;
  p = p * z + 1.0 / 3.0;
  p = p * z + 1.0;
  return 2.0 * s * p + <f64>e * 0.6931471805599453;
}

// @ts-ignore
@inline function sumOf(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

// @ts-ignore
@inline function largestOf(v: v128): f32 {
  const a = max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1));
  return max(a, max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)));
}
