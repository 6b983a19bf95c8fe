/*
 * by_hand.c as an extension module of CPython, which it follows in one text: floats in, nested
 * tuples out, with the fast calling convention.
 */

#include <Python.h>

static PyObject *tuple_of(const double *numbers, int count)
{
    PyObject *made = PyTuple_New(count);
    for (int i = 0; i < count; i++)
        PyTuple_SET_ITEM(made, i, PyFloat_FromDouble(numbers[i]));
    return made;
}

static PyObject *pair(PyObject *values, PyObject *slopes)
{
    PyObject *made = PyTuple_New(2);
    PyTuple_SET_ITEM(made, 0, values);
    PyTuple_SET_ITEM(made, 1, slopes);
    return made;
}

static PyObject *jacobian(const double *numbers, int rows, int columns)
{
    PyObject *made = PyTuple_New(rows);
    for (int k = 0; k < rows; k++)
        PyTuple_SET_ITEM(made, k, tuple_of(numbers + k * columns, columns));
    return made;
}

#define CALLED(name, inputs, results, returned)                                                    \
    static PyObject *call_##name(PyObject *self, PyObject *const *given, Py_ssize_t count)         \
    {                                                                                              \
        double x[inputs], y[results];                                                              \
        if (count != inputs)                                                                       \
            return PyErr_Format(PyExc_TypeError, #name " takes " #inputs " numbers");              \
        for (int i = 0; i < inputs; i++) {                                                         \
            x[i] = PyFloat_AsDouble(given[i]);                                                     \
            if (x[i] == -1.0 && PyErr_Occurred())                                                  \
                return NULL;                                                                       \
        }                                                                                          \
        name(x, y);                                                                                \
        return returned;                                                                           \
    }
#define GRADIENT(name, inputs) \
    CALLED(name, inputs, inputs + 1, pair(PyFloat_FromDouble(y[0]), tuple_of(y + 1, inputs)))
#define JACOBIAN(name, inputs, rows)                                                               \
    CALLED(name, inputs, rows * (inputs + 1),                                                      \
        pair(tuple_of(y, rows), jacobian(y + rows, rows, inputs)))

GRADIENT(rosenbrock, 10)
GRADIENT(ackley, 10)
GRADIENT(gauss, 3)
JACOBIAN(arm, 7, 3)
JACOBIAN(bundle, 15, 2)

#define METHOD(name) {#name, (PyCFunction)(void (*)(void))call_##name, METH_FASTCALL, ""}
static PyMethodDef methods[] = {
    METHOD(rosenbrock), METHOD(ackley), METHOD(gauss), METHOD(arm), METHOD(bundle), {0}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "by_hand", "", -1, methods};

PyMODINIT_FUNC PyInit_by_hand(void)
{
    return PyModule_Create(&definition);
}
