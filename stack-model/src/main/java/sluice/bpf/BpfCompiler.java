package sluice.bpf;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.invoke.MethodHandles;

/** Compiles programs to hidden classes. */
final class BpfCompiler {
    /** HotSpot interprets longer methods for ever ({@code HugeMethodLimit}). */
    private static final int METHOD_OCTETS_MAX = 8000;

    private static final int INSTRUCTIONS_MAX = 1 << 14;
    private static final int SECTION_INSTRUCTIONS_MIN = 16;
    private static final int SECTIONS_MAX = 256;

    private BpfCompiler() {}

    /** What was compiled, or the reason why it was not. */
    sealed interface Outcome {
        /** Runs the program. */
        record Done(PacketProgram program) implements Outcome {}

        /** In words. */
        record NotDone(String reason) implements Outcome {}
    }

    static Outcome compile(BpfProgram program, BpfDialect dialect) {
        int count = program.instructionCount();
        if (RunRules.goesBackwards(program)) return new Outcome.NotDone("it jumps backwards");
        if (count > INSTRUCTIONS_MAX)
            return new Outcome.NotDone(count + " instructions, compiled " + INSTRUCTIONS_MAX);
        FlowGraph graph = FlowGraph.of(program, dialect);
        Plan quick = Plan.of(graph, Layout.of(graph));
        Plan careful = Plan.of(graph, Layout.none());
        boolean asksMetadata = dialect == BpfDialect.LINUX && loadsNegative(program);
        for (int size = count; ; size = Math.max(size / 2, SECTION_INSTRUCTIONS_MIN)) {
            if (count / size > SECTIONS_MAX) break;
            FilterClass filter = new FilterClass(quick, careful, size, asksMetadata);
            byte[] file;
            try {
                file = filter.write();
            } catch (IllegalArgumentException e) {
                // A method over 64 KiB cannot be written at all.
                if (size == SECTION_INSTRUCTIONS_MIN || count <= SECTION_INSTRUCTIONS_MIN) break;
                continue;
            }
            if (longestMethod(file) <= METHOD_OCTETS_MAX) return define(file, filter.tables());
            if (size <= SECTION_INSTRUCTIONS_MIN) break;
        }
        return new Outcome.NotDone("a part of it is too long for a method that HotSpot compiles");
    }

    private static Outcome define(byte[] file, int[][] tables) {
        try {
            MethodHandles.Lookup lookup =
                    MethodHandles.lookup().defineHiddenClassWithClassData(file, tables, true);
            Object filter = lookup.lookupClass().getDeclaredConstructor().newInstance();
            return new Outcome.Done((PacketProgram) filter);
        } catch (ReflectiveOperationException e) {
            return new Outcome.NotDone("the class was not accepted: " + e);
        }
    }

    private static int longestMethod(byte[] file) {
        ClassModel model = ClassFile.of().parse(file);
        int longest = 0;
        for (MethodModel method : model.methods())
            if (method.code().orElse(null) instanceof CodeAttribute code)
                longest = Math.max(longest, code.codeLength());
        return longest;
    }

    /** Also loads behind X, which may be negative in sum. */
    private static boolean loadsNegative(BpfProgram program) {
        for (int i = 0; i < program.instructionCount(); i++) {
            switch (program.code(i)) {
                case BpfCode.LD_W_ABS, BpfCode.LD_H_ABS, BpfCode.LD_B_ABS, BpfCode.LDX_MSH -> {
                    if (program.k(i) < 0) return true;
                }
                case BpfCode.LD_W_IND, BpfCode.LD_H_IND, BpfCode.LD_B_IND -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }
}
