// Declarations in the shape of the Windows API's, as far as the test calls them.

#ifdef __cplusplus
extern "C" {
#endif

typedef int BOOL;
typedef unsigned char BOOLEAN;
typedef unsigned int DWORD;
typedef int LONG;
typedef void *HANDLE, *PVOID, *LPVOID;
typedef const void *LPCVOID;
typedef const char *LPCSTR;
typedef unsigned long SOCKET, ULONG_PTR;
#define TRUE 1
#define FALSE 0
#define INFINITE 0xffffffff
#define WINAPI

typedef struct _RTL_CRITICAL_SECTION { void *DebugInfo; LONG LockCount; } RTL_CRITICAL_SECTION, *PRTL_CRITICAL_SECTION;
typedef RTL_CRITICAL_SECTION CRITICAL_SECTION;
typedef PRTL_CRITICAL_SECTION LPCRITICAL_SECTION;
typedef struct _RTL_SRWLOCK { PVOID Ptr; } RTL_SRWLOCK, SRWLOCK, *PSRWLOCK;
typedef struct _RTL_CONDITION_VARIABLE { PVOID Ptr; } RTL_CONDITION_VARIABLE, CONDITION_VARIABLE, *PCONDITION_VARIABLE;
typedef union _RTL_RUN_ONCE { PVOID Ptr; } RTL_RUN_ONCE, INIT_ONCE, *PINIT_ONCE;
typedef struct _OVERLAPPED { ULONG_PTR Internal; } OVERLAPPED, *LPOVERLAPPED;
typedef struct _WSABUF { DWORD len; char *buf; } WSABUF;
typedef DWORD(WINAPI *LPTHREAD_START_ROUTINE)(LPVOID);
typedef BOOL(WINAPI *PINIT_ONCE_FN)(PINIT_ONCE, PVOID, PVOID *);
#define SRWLOCK_INIT { 0 }

void WINAPI InitializeCriticalSection(LPCRITICAL_SECTION Section);
void WINAPI EnterCriticalSection(LPCRITICAL_SECTION Section);
BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION Section);
void WINAPI LeaveCriticalSection(LPCRITICAL_SECTION Section);
void WINAPI AcquireSRWLockExclusive(PSRWLOCK Lock);
void WINAPI AcquireSRWLockShared(PSRWLOCK Lock);
BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK Lock);
void WINAPI ReleaseSRWLockExclusive(PSRWLOCK Lock);
void WINAPI ReleaseSRWLockShared(PSRWLOCK Lock);
BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE Condition, LPCRITICAL_SECTION Section, DWORD Milliseconds);
BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE Condition, PSRWLOCK Lock, DWORD Milliseconds, DWORD Flags);
void WINAPI WakeConditionVariable(PCONDITION_VARIABLE Condition);
BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE Once, PINIT_ONCE_FN Run, PVOID Parameter, LPVOID *Context);
HANDLE WINAPI CreateThread(void *Attributes, unsigned long Stack, LPTHREAD_START_ROUTINE Start, LPVOID Parameter, DWORD Flags, DWORD *Id);
unsigned long _beginthreadex(void *Security, unsigned Stack, unsigned (*Start)(void *), void *Arguments, unsigned Flags, unsigned *Id);
BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE Function, PVOID Context, DWORD Flags);
DWORD WINAPI WaitForSingleObject(HANDLE Handle, DWORD Milliseconds);
DWORD WINAPI WaitForMultipleObjects(DWORD Count, const HANDLE *Handles, BOOL All, DWORD Milliseconds);
BOOL WINAPI SetEvent(HANDLE Event);
BOOL WINAPI CloseHandle(HANDLE Handle);
LONG InterlockedIncrement(LONG volatile *Addend);
LONG InterlockedExchange(LONG volatile *Target, LONG Value);
void WINAPI Sleep(DWORD Milliseconds);
HANDLE WINAPI CreateFileA(LPCSTR Name, DWORD Access, DWORD Share, void *Attributes, DWORD How, DWORD Flags, HANDLE Template);
BOOL WINAPI ReadFile(HANDLE File, LPVOID To, DWORD Size, DWORD *Read, LPOVERLAPPED Overlapped);
BOOL WINAPI WriteFile(HANDLE File, LPCVOID From, DWORD Size, DWORD *Written, LPOVERLAPPED Overlapped);
DWORD WINAPI GetFileAttributesA(LPCSTR Name);
BOOL WINAPI DeleteFileA(LPCSTR Name);
BOOL WINAPI CreateDirectoryA(LPCSTR Name, void *Attributes);
int WINAPI WSASend(SOCKET Socket, WSABUF *Buffers, DWORD Count, DWORD *Sent, DWORD Flags, LPOVERLAPPED Overlapped, void *Done);
int WINAPI ioctlsocket(SOCKET Socket, long Command, unsigned long *Argument);
int WINAPI WSAConnect(SOCKET Socket, const void *Name, int Size, WSABUF *Caller, WSABUF *Callee, void *S, void *G);
#define FIONBIO 0x8004667e

#ifdef __cplusplus
}
#endif
