/* A loop in C around one workload. Before it in the text: the code, INPUTS, CALL(x, y). */

void loop(const double *point, double *result, size_t count)
{
    double x[INPUTS];
    for (int i = 0; i < INPUTS; i++)
        x[i] = point[i];
    for (size_t turn = 0; turn < count; turn++) {
        x[0] = point[0] + 1e-9 * (double)(turn & 1023);
        CALL(x, result);
        __asm__ volatile("" : : "r"(result) : "memory");
    }
    CALL(point, result);
}
