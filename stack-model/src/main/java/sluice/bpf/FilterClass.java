package sluice.bpf;

import static java.lang.constant.ConstantDescs.CD_MethodHandles;
import static java.lang.constant.ConstantDescs.CD_MethodHandles_Lookup;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The class file of one compiled program.
 *
 * <pre>
 *   run     the program; inline, or a call of quick0 if it has several sections
 *   runAll  the loop over a batch, the program inline in it, or a call of quick0
 *   quickN  section N of the program, with windows
 *   carefulN  the same, every load checked where it stands; for short packets
 * </pre>
 */
final class FilterClass {
    private static final ClassDesc SELF = ClassDesc.of("sluice.bpf.GeneratedFilter");
    private static final ClassDesc INTS = KeyTables.INTS;
    private static final int STATIC =
            ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
    private static final int PUBLIC = ClassFile.ACC_PUBLIC;
    private static final MethodTypeDesc SECTION =
            MethodTypeDesc.of(
                    CD_int, TermEmitter.BYTES, CD_int, CD_int, CD_int, TermEmitter.METADATA);
    private static final MethodTypeDesc RUN =
            MethodTypeDesc.of(CD_int, TermEmitter.BYTES, CD_int, CD_int, CD_int);
    private static final MethodTypeDesc RUN_ALL =
            MethodTypeDesc.of(CD_int, TermEmitter.BYTES, INTS, INTS, INTS, CD_int, INTS);

    private final Plan quick;
    private final Plan careful;
    private final int variables;
    private final int sectionInstructions;
    private final boolean asksMetadata;
    private final KeyTables tables = new KeyTables(SELF);

    FilterClass(Plan quick, Plan careful, int sectionInstructions, boolean asksMetadata) {
        this.quick = quick;
        this.careful = careful;
        this.sectionInstructions = sectionInstructions;
        this.asksMetadata = asksMetadata;
        variables = quick.graph().variables();
    }

    /** The tables that the class wants as its class data. */
    int[][] tables() {
        return tables.all().toArray(int[][]::new);
    }

    /** The class file. */
    byte[] write() {
        return ClassFile.of().build(SELF, this::write);
    }

    private void write(ClassBuilder builder) {
        builder.withSuperclass(TermEmitter.COMPILED)
                .withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC);
        builder.withMethodBody(
                ConstantDescs.INIT_NAME,
                ConstantDescs.MTD_void,
                ClassFile.ACC_PUBLIC,
                code ->
                        code.aload(0)
                                .invokespecial(
                                        TermEmitter.COMPILED,
                                        ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void)
                                .return_());
        boolean whole = quick.graph().instructionCount() <= sectionInstructions;
        sections(builder, "careful", careful);
        if (!whole) sections(builder, "quick", quick);
        if (asksMetadata) {
            builder.withMethodBody("run", SECTION, PUBLIC, code -> run(code, whole));
            builder.withMethodBody("run", RUN, PUBLIC, FilterClass::runWithoutMetadata);
        } else {
            builder.withMethodBody("run", RUN, PUBLIC, code -> run(code, whole));
        }
        builder.withMethodBody("runAll", RUN_ALL, PUBLIC, code -> runAll(code, whole));
        if (!tables.all().isEmpty()) tables(builder);
    }

    /** The fields of the tables, taken from the class data once. */
    private void tables(ClassBuilder builder) {
        int count = tables.all().size();
        for (int i = 0; i < count; i++)
            builder.withField(
                    KeyTables.field(i),
                    INTS,
                    ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
        MethodTypeDesc classData =
                MethodTypeDesc.of(
                        CD_Object, CD_MethodHandles_Lookup, CD_String, ConstantDescs.CD_Class);
        builder.withMethodBody(
                ConstantDescs.CLASS_INIT_NAME,
                ConstantDescs.MTD_void,
                ClassFile.ACC_STATIC,
                code -> {
                    code.invokestatic(
                                    CD_MethodHandles,
                                    "lookup",
                                    MethodTypeDesc.of(CD_MethodHandles_Lookup))
                            .loadConstant(ConstantDescs.DEFAULT_NAME)
                            .loadConstant(INTS.arrayType())
                            .invokestatic(CD_MethodHandles, "classData", classData)
                            .checkcast(INTS.arrayType())
                            .astore(0);
                    for (int i = 0; i < count; i++)
                        code.aload(0)
                                .loadConstant(i)
                                .aaload()
                                .putstatic(SELF, KeyTables.field(i), INTS);
                    code.return_();
                });
    }

    private void run(CodeBuilder code, boolean whole) {
        Frame frame = asksMetadata ? Frame.ofInstance() : new Frame(1, 2, 3, 4, -1, 5);
        if (!whole) {
            call(code, frame, "quick0");
            code.ireturn();
            return;
        }
        whole(code, frame, new Returning(code, frame, null, "quick"));
    }

    private static void runWithoutMetadata(CodeBuilder code) {
        code.aload(0).aload(1).iload(2).iload(3).iload(4);
        code.getstatic(TermEmitter.METADATA, "NONE", TermEmitter.METADATA);
        code.invokevirtual(SELF, "run", SECTION).ireturn();
    }

    /** The quick program as one section. */
    private void whole(CodeBuilder code, Frame frame, BodyEmitter.Outside outside) {
        TermEmitter terms = new TermEmitter(code, quick.layout(), frame, variables);
        Sections sections = new Sections(quick.graph().instructionCount(), sectionInstructions);
        BodyEmitter body =
                new BodyEmitter(code, quick, sections.section(0), terms, tables, outside);
        enterQuick(code, frame, outside);
        clear(code, terms);
        code.goto_(body.entry(0));
        body.emit();
    }

    /** Packets that are too short for the windows go the careful way. */
    private void enterQuick(CodeBuilder code, Frame frame, BodyEmitter.Outside outside) {
        int octets = (int) quick.layout().entryOctets();
        if (octets == 0) return;
        Label longEnough = code.newLabel();
        code.iload(frame.captured()).loadConstant(octets).if_icmpge(longEnough);
        outside.restart();
        code.labelBinding(longEnough);
    }

    /** So that the verifier finds something in every variable on every way. */
    private void clear(CodeBuilder code, TermEmitter terms) {
        for (int r = 0; r < Expr.REGISTERS; r++)
            if ((variables & (1 << r)) != 0) code.iconst_0().istore(terms.slot(r));
    }

    private void sections(ClassBuilder builder, String name, Plan plan) {
        Sections sections = new Sections(plan.graph().instructionCount(), sectionInstructions);
        for (int i = 0; i < sections.count(); i++) {
            Sections.Section section = sections.section(i);
            if (sections.entries(section).length == 0) continue;
            builder.withMethodBody(
                    name + i,
                    i == 0 ? SECTION : laterSection(),
                    STATIC,
                    code -> section(code, name, plan, sections, section));
        }
    }

    private void section(
            CodeBuilder code, String name, Plan plan, Sections sections, Sections.Section section) {
        Frame frame = Frame.ofStatic();
        // The parameters of a later section go on: the entry, then the variables.
        Frame later = new Frame(0, 1, 2, 3, 4, 6);
        boolean first = section.number() == 0;
        TermEmitter terms = new TermEmitter(code, plan.layout(), first ? frame : later, variables);
        Returning outside = new Returning(code, frame, sections, name);
        BodyEmitter body = new BodyEmitter(code, plan, section, terms, tables, outside);
        if (first) {
            if (!plan.isCareful()) enterQuick(code, frame, outside);
            clear(code, terms);
            code.goto_(body.entry(0));
        } else {
            int[] entries = sections.entries(section);
            List<SwitchCase> cases = new ArrayList<>();
            for (int i = 0; i < entries.length; i++)
                cases.add(SwitchCase.of(entries[i], body.entry(entries[i])));
            code.iload(5).lookupswitch(cases.getFirst().target(), cases);
        }
        body.emit();
    }

    private MethodTypeDesc laterSection() {
        MethodTypeDesc type = SECTION.insertParameterTypes(SECTION.parameterCount(), CD_int);
        for (int i = 0; i < Integer.bitCount(variables); i++)
            type = type.insertParameterTypes(type.parameterCount(), CD_int);
        return type;
    }

    private static void call(CodeBuilder code, Frame frame, String section) {
        code.aload(frame.octets()).iload(frame.offset()).iload(frame.captured());
        code.iload(frame.wire());
        if (frame.metadata() < 0)
            code.getstatic(TermEmitter.METADATA, "NONE", TermEmitter.METADATA);
        else code.aload(frame.metadata());
        code.invokestatic(SELF, section, SECTION);
    }

    /**
     * The loop. Slots: this, octets, offsets, captured, wire, count, kept; then the index, the
     * matches, the frame of one packet and the result.
     */
    private void runAll(CodeBuilder code, boolean whole) {
        Frame frame = new Frame(1, 9, 10, 11, asksMetadata ? 12 : -1, 14);
        int index = 7;
        int matches = 8;
        int result = 13;
        if (asksMetadata)
            code.getstatic(TermEmitter.METADATA, "NONE", TermEmitter.METADATA).astore(12);
        code.iconst_0().istore(index).iconst_0().istore(matches);
        Label head = code.newLabel();
        Label end = code.newLabel();
        Label next = code.newLabel();
        code.labelBinding(head).iload(index).iload(5).if_icmpge(end);
        for (int i = 0; i < 3; i++)
            code.aload(2 + i).iload(index).iaload().istore(frame.offset() + i);
        if (whole) {
            whole(code, frame, new Looping(code, frame, result, next));
        } else {
            call(code, frame, "quick0");
            code.istore(result).goto_(next);
        }
        Label rejected = code.newLabel();
        code.labelBinding(next).aload(6).iload(index).iload(result).iastore();
        code.iload(result).ifeq(rejected).iinc(matches, 1);
        code.labelBinding(rejected).iinc(index, 1).goto_(head);
        code.labelBinding(end).iload(matches).ireturn();
    }

    /** Leaves by returning. */
    private record Returning(
            CodeBuilder code, Frame frame, @Nullable Sections sections, String name)
            implements BodyEmitter.Outside {
        @Override
        public void leave() {
            code.ireturn();
        }

        @Override
        public void restart() {
            call(code, frame, "careful0");
            code.ireturn();
        }

        @Override
        public void enter(int block, TermEmitter terms) {
            if (sections == null) throw new IllegalStateException("one section holds all blocks");
            Sections.Section section = sections.enter(block);
            code.aload(0).iload(1).iload(2).iload(3).aload(4).loadConstant(block);
            MethodTypeDesc type = SECTION.insertParameterTypes(SECTION.parameterCount(), CD_int);
            for (int r = 0; r < Expr.REGISTERS; r++) {
                if (terms.slot(r) == 0) continue;
                code.iload(terms.slot(r));
                type = type.insertParameterTypes(type.parameterCount(), CD_int);
            }
            code.invokestatic(SELF, name + section.number(), type).ireturn();
        }
    }

    /** Leaves by storing the result and going on with the loop. */
    private record Looping(CodeBuilder code, Frame frame, int result, Label next)
            implements BodyEmitter.Outside {
        @Override
        public void leave() {
            code.istore(result).goto_(next);
        }

        @Override
        public void restart() {
            call(code, frame, "careful0");
            leave();
        }

        @Override
        public void enter(int block, TermEmitter terms) {
            throw new IllegalStateException("one section holds all blocks");
        }
    }
}
