package sluice.bpf;

/** What became of a written program. */
public sealed interface ParsedProgram {
    /**
     * It is one, though not necessarily one that a validator accepts.
     *
     * @param program the program
     */
    record Read(BpfProgram program) implements ParsedProgram {}

    /**
     * It is none.
     *
     * @param line where, from 1
     * @param expected what should have stood there, and what did
     */
    record Malformed(int line, String expected) implements ParsedProgram {
        @Override
        public String toString() {
            return "line " + line + ": " + expected;
        }
    }
}
