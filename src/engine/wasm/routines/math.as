// Vector mathematics. RELAXED is a constant of the build: with it, products and sums are fused.

// @ts-ignore
@inline function madd(a: v128, b: v128, c: v128): v128 {
  if (RELAXED) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// Constants come from memory: V8 makes a vector constant anew at every use, by four or five instructions, and a load is one.
const NUMBERS = memory.data<f32>([
  // exp: bounds, log₂e, 1.5·2²³, coefficients; 1.
  88.0, // 0
  -87.0, // 1
  1.44269504, // 2
  12582912.0, // 3
  1.535336188319500e-4, // 4
  1.339887440266574e-3, // 5
  9.618437357674640e-3, // 6
  5.550332471162809e-2, // 7
  2.402264791363012e-1, // 8
  6.931472028550421e-1, // 9
  1.0, // 10
  // tanh: bound, numerator, denominator.
  7.90531110763549805, // 11
  -2.76076847742355e-16, // 12
  2.00018790482477e-13, // 13
  -8.60467152213735e-11, // 14
  5.12229709037114e-08, // 15
  1.48572235717979e-05, // 16
  6.37261928875436e-04, // 17
  4.89352455891786e-03, // 18
  1.19825839466702e-06, // 19
  1.18534705686654e-04, // 20
  2.26843463243900e-03, // 21
  4.89352518554385e-03, // 22
], 16);

// @ts-ignore
@inline function number(index: usize): v128 {
  return v128.load32_splat(NUMBERS + index * 4);
}

// e^x as 2^(x·log₂e). Range reduction by adding 1.5·2²³, which rounds to the nearest integer and leaves it in the low bits; then
// a polynomial of degree 6 on [−½, ½] (Cephes' exp2f), and the exponent put in place. Within two units in the last place near 0;
// the product's rounding is a relative error of 6e-8·|x| where it is not fused. Below −87 the result stays at e^−87, above 88 at
// e^88. NaN stays NaN: pmin(x, most) is most < x ? most : x.
// @ts-ignore
@inline function exp(v: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(v, number(0)), number(1));
  const base = number(2);
  const magic = number(3);
  const shifted = madd(x, base, magic);
  const r = madd(x, base, f32x4.sub(magic, shifted));
  let p = number(4);
  p = madd(p, r, number(5));
  p = madd(p, r, number(6));
  p = madd(p, r, number(7));
  p = madd(p, r, number(8));
  p = madd(p, r, number(9));
  p = madd(p, r, number(10));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

// By exp, since a closed gate's 1e-9 is to keep its digits: products of many of them are what a picture of a vanishing
// gradient shows.
// @ts-ignore
@inline function sigmoid(x: v128): v128 {
  const one = number(10);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

// tanh as a quotient of two polynomials, odd of degree 13 and even of degree 6, within [−7.9053, 7.9053], beyond which float32
// has nothing but ±1 (Eigen's coefficients). Faster than by exp, and as exact near 0 as elsewhere. NaN stays NaN.
// @ts-ignore
@inline function tanh(v: v128): v128 {
  const bound = number(11);
  const x = f32x4.pmax(f32x4.pmin(v, bound), f32x4.neg(bound));
  const z = f32x4.mul(x, x);
  let p = number(12);
  p = madd(p, z, number(13));
  p = madd(p, z, number(14));
  p = madd(p, z, number(15));
  p = madd(p, z, number(16));
  p = madd(p, z, number(17));
  p = madd(p, z, number(18));
  let q = number(19);
  q = madd(q, z, number(20));
  q = madd(q, z, number(21));
  q = madd(q, z, number(22));
  return f32x4.div(f32x4.mul(x, p), q);
}

// max(x, 0), and NaN for NaN.
// @ts-ignore
@inline function relu(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0.0));
}

// @ts-ignore
@inline function sigmoidSlope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(number(10), y));
}

// @ts-ignore
@inline function tanhSlope(y: v128): v128 {
  return f32x4.sub(number(10), f32x4.mul(y, y));
}

// @ts-ignore
@inline function reluSlope(y: v128): v128 {
  return v128.and(f32x4.gt(y, f32x4.splat(0.0)), number(10));
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
