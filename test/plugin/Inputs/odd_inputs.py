"""Writes inputs that no analysis likes into the folder of its argument."""

import pathlib
import sys

LOCK = "std::lock_guard<std::mutex> Lock(Mutex);"
HEAD = "#include <mutex>\nstd::mutex Mutex;\nint Shared;\n"
deep_lambdas = "[&] { " * 50 + "Shared++;" + " }();" * 50
ODD = {
    "empty.cpp": "",
    "empty.c": "",
    "comment.cpp": "// nothing",
    "missing.cpp": '#include "nowhere.h"\n' + HEAD
                   + f"void f() {{ {LOCK} Unknown X; X.run([&] {{ Shared++; }}); }}",
    "unclosed.cpp": HEAD + f"void f() {{ {LOCK} if (Shared",
    "incomplete.cpp": HEAD + "class A; template <class T> struct B : T { void f() "
                      "{ std::lock_guard<A> L(this->M); } }; B<A> *P; A &g();"
                      "void h() { std::lock_guard<A> L(g()); P->f(); }",
    "long.cpp": HEAD + f"void f() {{ {LOCK}\n" + "Shared++;\n" * 10000 + "}",
    "branches.cpp": HEAD + f"void f(int X) {{ {LOCK}\n"
                    + "if (X == Shared) { Mutex.unlock(); Mutex.lock(); }\n" * 3000
                    + "}",
    "switch.cpp": HEAD + "void f(int X) { switch (X) {\n" + "".join(
        f"case {i}: Mutex.lock(); Shared++; Mutex.unlock(); break;\n"
        for i in range(3000)) + "} }",
    "lambdas.cpp": HEAD + f"void f() {{ {deep_lambdas} }}",
    "nested.cpp": HEAD + "int f(int X) { return " + "(" * 200 + "X"
                  + " + Shared)" * 200 + "; }",
    "recursion.cpp": HEAD + "void a(int); void b(int X) { " + LOCK
                     + " if (X) a(X - 1); } void a(int X) { b(X); a(X); }",
    "chain.cpp": HEAD + "void f0() { " + LOCK + " }\n" + "".join(
        f"void f{i}() {{ f{i - 1}(); f{i // 2}(); }}\n" for i in range(1, 3000)),
    "self.cpp": "struct S { S *N; S &operator*(); S *operator->(); int X; };"
                "int f(S A) { return A->N->N->N->N->N->N->N->N->N->N->N->X; }",
    "macro.c": "#define A(X) X X\n#define B(X) A(A(A(A(A(A(X))))))\n"
               "int x; void f(void) { B(B(x++;)) }",
    "knr.c": "f(a) int a; { return g(a); }",
    "asm.S": ".globl f\nf: ret\n",
}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ODD.items():
        (folder / name).write_text(text + "\n" if text else "")


if __name__ == "__main__":
    main()
