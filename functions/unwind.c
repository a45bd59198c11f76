/* In place of libgcc_s, which the standard library asks for to make backtraces, and which would be loaded at
   each start. A panic aborts and there are no tables (bootstrap.ld), so there is nothing to tell: only the
   first is ever called, and says that the stack ends here. */

enum { END_OF_STACK = 5 };

int _Unwind_Backtrace(void) { return END_OF_STACK; }
void _Unwind_GetDataRelBase(void) {}
void _Unwind_GetIP(void) {}
void _Unwind_GetIPInfo(void) {}
void _Unwind_GetLanguageSpecificData(void) {}
void _Unwind_GetRegionStart(void) {}
void _Unwind_GetTextRelBase(void) {}
void _Unwind_Resume(void) {}
void _Unwind_SetGR(void) {}
void _Unwind_SetIP(void) {}
