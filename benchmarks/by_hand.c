/*
 * Value and derivatives of the workloads as a person writes them in C: the limit for emitted code.
 *
 * `real` is a double; with -DVECTORS it is a vector of them, and the functions of the library are
 * those of glibc over vectors (x86-64 with AVX2 or AVX-512).
 */

#include <math.h>
#include <stddef.h>

#ifdef VECTORS
#ifdef __AVX512F__
#define LANES 8
#define OVER_VECTORS(f) _ZGVeN8v_##f
#else
#define LANES 4
#define OVER_VECTORS(f) _ZGVdN4v_##f
#endif
typedef double real __attribute__((vector_size(8 * LANES)));
typedef double loaded __attribute__((vector_size(8 * LANES), aligned(8), may_alias));
real OVER_VECTORS(sin)(real);
real OVER_VECTORS(cos)(real);
real OVER_VECTORS(exp)(real);
#define SIN OVER_VECTORS(sin)
#define COS OVER_VECTORS(cos)
#define EXP OVER_VECTORS(exp)
static inline real root_of(real x)
{
    real y;
    for (int i = 0; i < LANES; i++)
        y[i] = __builtin_sqrt(x[i]);
    return y;
}
#define SQRT root_of
#else
#define LANES 1
typedef double real, loaded;
#define SIN sin
#define COS cos
#define EXP exp
#define SQRT sqrt
#endif

#define KERNEL static inline __attribute__((always_inline)) void

KERNEL rosenbrock(const real *x, real *y)
{
    real bends = {0}, edges = {0}, before = {0};
    for (int i = 0; i < 9; i++) {
        real d = x[i + 1] - x[i] * x[i], e = 1.0 - x[i], h = 200.0 * d;
        bends += d * d;
        edges += e * e;
        y[1 + i] = before - 2.0 * (h * x[i] + e);
        before = h;
    }
    y[0] = 100.0 * bends + edges;
    y[10] = before;
}

KERNEL ackley(const real *x, real *y)
{
    real squares = {0}, waves = {0};
    for (int i = 0; i < 10; i++) {
        real turned = 6.283185307179586 * x[i];
        squares += x[i] * x[i];
        waves += COS(turned);
        y[1 + i] = SIN(turned);
    }
    real radius = SQRT(0.1 * squares);
    real bowl = 20.0 * EXP(-0.2 * radius), ripple = EXP(0.1 * waves);
    real inward = 0.02 * bowl / radius, across = 0.6283185307179586 * ripple;
    for (int i = 0; i < 10; i++)
        y[1 + i] = inward * x[i] + across * y[1 + i];
    y[0] = 22.718281828459045 - bowl - ripple;
}

KERNEL gauss(const real *x, real *y)
{
    real inverse = 1.0 / x[0], u = (x[1] - x[2]) * inverse;
    real density = 0.3989422804014327 * inverse * EXP(-0.5 * u * u);
    real scaled = density * inverse, slope = scaled * u;
    y[0] = density;
    y[1] = slope * u - scaled;
    y[2] = -slope;
    y[3] = slope;
}

static const double lengths[7] = {0.02, 0.03, 0.025, 0.01, 0.015, 0.088, 0.04};
static const double twists[7] = {-1, 1, 1, -1, -1, 1, 1};
static const double offsets[7] = {0.34, 0.05, 0.4, 0.03, 0.4, 0.02, 0.126};

/* A joint turns the rest of the arm: its slope is (-y, x, 0), seen through the joints before it. */
KERNEL arm(const real *x, real *y)
{
    real c[7], s[7], px[7], py[7], a = {0}, b = {0}, z = {0};
#pragma GCC unroll 7
    for (int i = 6; i >= 0; i--) {
        c[i] = COS(x[i]);
        s[i] = SIN(x[i]);
        real u = a + lengths[i], v = twists[i] * z;
        z = twists[i] * b + offsets[i];
        a = px[i] = c[i] * u + s[i] * v;
        b = py[i] = s[i] * u - c[i] * v;
    }
    y[0] = a;
    y[1] = b;
    y[2] = z;
    real none = {0}, one = none + 1.0;
    real first[3] = {one, none, none}, second[3] = {none, one, none}, third[3] = {none, none, one};
#pragma GCC unroll 7
    for (int i = 0; i < 7; i++)
#pragma GCC unroll 3
        for (int k = 0; k < 3; k++) {
            real f = first[k], g = second[k];
            y[3 + 7 * k + i] = g * px[i] - f * py[i];
            first[k] = c[i] * f + s[i] * g;
            second[k] = twists[i] * third[k];
            third[k] = twists[i] * (s[i] * f - c[i] * g);
        }
}

/* Rotation by Rodrigues' formula; the slopes of each residual are taken in reverse. */
KERNEL bundle(const real *p, real *result)
{
    real focal = p[6], k1 = p[9], k2 = p[10], weight = p[14];
    real x = p[11] - p[3], y = p[12] - p[4], z = p[13] - p[5];
    real angle = SQRT(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
    real c = COS(angle), s = SIN(angle), inverse = 1.0 / angle, rest = 1.0 - c;
    real a1 = p[0] * inverse, a2 = p[1] * inverse, a3 = p[2] * inverse;
    real along = a1 * x + a2 * y + a3 * z, lift = along * rest;
    real w1 = a2 * z - a3 * y, w2 = a3 * x - a1 * z, w3 = a1 * y - a2 * x;
    real depth = 1.0 / (c * z + s * w3 + lift * a3);
    real u = (c * x + s * w1 + lift * a1) * depth, v = (c * y + s * w2 + lift * a2) * depth;
    real square = u * u + v * v, bend = 1.0 + square * (k1 + k2 * square);
    real bent_u = u * bend, bent_v = v * bend;
    real off_u = bent_u * focal + p[7] - 0.37, off_v = bent_v * focal + p[8] + 0.21;
    real scale = weight * focal, spread = 2.0 * (k1 + 2.0 * k2 * square);
    real uu = scale * (bend + spread * u * u) * depth, uv = scale * spread * u * v * depth;
    real vv = scale * (bend + spread * v * v) * depth;
    real slow = s * inverse, flat = rest * inverse;
    real turn = c - slow, push = (s - 2.0 * flat) * along;
    real t1 = turn * w1 - s * x + push * a1, t2 = turn * w2 - s * y + push * a2;
    real t3 = turn * w3 - s * z + push * a3, hold = flat * along;
    real squared = scale * square;
#pragma GCC unroll 2
    for (int k = 0; k < 2; k++) {
        real *row = result + 2 + 15 * k;
        real g1 = k ? uv : uu, g2 = k ? vv : uv, g3 = -(g1 * u + g2 * v);
        real facing = g1 * a1 + g2 * a2 + g3 * a3, lean = g1 * t1 + g2 * t2 + g3 * t3;
        real share = flat * facing, up = rest * facing, own = squared * (k ? v : u);
        row[0] = lean * a1 + slow * (y * g3 - z * g2) + share * x + hold * g1;
        row[1] = lean * a2 + slow * (z * g1 - x * g3) + share * y + hold * g2;
        row[2] = lean * a3 + slow * (x * g2 - y * g1) + share * z + hold * g3;
        row[11] = c * g1 + s * (g2 * a3 - g3 * a2) + up * a1;
        row[12] = c * g2 + s * (g3 * a1 - g1 * a3) + up * a2;
        row[13] = c * g3 + s * (g1 * a2 - g2 * a1) + up * a3;
        row[3] = -row[11];
        row[4] = -row[12];
        row[5] = -row[13];
        row[6] = weight * (k ? bent_v : bent_u);
        row[7] = k ? (real){0} : weight;
        row[8] = k ? weight : (real){0};
        row[9] = own;
        row[10] = own * square;
        row[14] = k ? off_v : off_u;
    }
    result[0] = weight * off_u;
    result[1] = weight * off_v;
}

/* n points in columns: number i of point j is at [i*stride + j]. */
#define BATCH(name, inputs, results)                                                              \
    KERNEL name##_at(size_t j, size_t stride, const double *point, double *result)                \
    {                                                                                             \
        real x[inputs], y[results];                                                               \
        _Pragma("GCC unroll 32") for (int i = 0; i < inputs; i++)                                 \
            x[i] = *(const loaded *)(point + i * stride + j);                                     \
        name(x, y);                                                                               \
        _Pragma("GCC unroll 32") for (int i = 0; i < results; i++)                                \
            *(loaded *)(result + i * stride + j) = y[i];                                          \
    }                                                                                             \
    void name##_batch(                                                                            \
        size_t n, size_t stride, const double *restrict point, double *restrict result)           \
    {                                                                                             \
        for (size_t j = 0; j + LANES <= n; j += LANES)                                            \
            name##_at(j, stride, point, result);                                                  \
        if (n % LANES)                                                                            \
            name##_at(n - LANES, stride, point, result);                                          \
    }

BATCH(rosenbrock, 10, 11)
BATCH(ackley, 10, 11)
BATCH(gauss, 3, 4)
BATCH(arm, 7, 24)
BATCH(bundle, 15, 32)
