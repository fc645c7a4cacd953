package sluice.bpf;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import sluice.packet.Octets;

/** Writes terms as byte code that leaves their value on the stack, an {@code int}. */
final class TermEmitter {
    static final ClassDesc OCTETS = Octets.class.describeConstable().orElseThrow();
    static final ClassDesc BYTES = CD_byte.arrayType();
    private static final ClassDesc INTEGER = Integer.class.describeConstable().orElseThrow();
    private static final ClassDesc LONG = Long.class.describeConstable().orElseThrow();
    static final ClassDesc METADATA = PacketMetadata.class.describeConstable().orElseThrow();
    static final ClassDesc COMPILED = CompiledFilter.class.describeConstable().orElseThrow();
    static final MethodTypeDesc ANCILLARY =
            MethodTypeDesc.of(CD_int, CD_int, CD_int, CD_int, BYTES, CD_int, CD_int, METADATA);
    static final MethodTypeDesc FAR =
            MethodTypeDesc.of(CD_long, CD_int, CD_int, BYTES, CD_int, CD_int, METADATA);
    private static final MethodTypeDesc LOAD_INT = MethodTypeDesc.of(CD_int, BYTES, CD_int);
    private static final MethodTypeDesc LOAD_LONG = MethodTypeDesc.of(CD_long, BYTES, CD_int);
    private static final MethodTypeDesc OF_TWO = MethodTypeDesc.of(CD_int, CD_int, CD_int);

    private final CodeBuilder code;
    private final Layout layout;
    private final Frame frame;
    private final int[] registerSlots;
    private final Map<Integer, Integer> temps = new HashMap<>();
    private final Map<Layout.Window, Integer> windowSlots = new HashMap<>();
    private Set<Layout.Window> loaded = new HashSet<>();
    private int free;

    /** {@code variables}: the registers that need one, a bit each; they get slots here. */
    TermEmitter(CodeBuilder code, Layout layout, Frame frame, int variables) {
        this.code = code;
        this.layout = layout;
        this.frame = frame;
        free = frame.free();
        registerSlots = new int[Expr.REGISTERS];
        for (int r = 0; r < Expr.REGISTERS; r++)
            if ((variables & (1 << r)) != 0) registerSlots[r] = free++;
    }

    Frame frame() {
        return frame;
    }

    /** The slot of a register that needs one. */
    int slot(int register) {
        return registerSlots[register];
    }

    /** A slot that nothing else has. */
    int newSlot() {
        return free++;
    }

    /** Windows that are in their variables where a block begins. */
    void beginBlock(Set<Layout.Window> available) {
        loaded = new HashSet<>(available);
        temps.clear();
    }

    /** Leaves array, offset, captured octets and metadata on the stack. */
    void packet() {
        code.aload(frame.octets()).iload(frame.offset()).iload(frame.captured());
        code.aload(frame.metadata());
    }

    /** Goes back to where only these windows were loaded. */
    void forget(Set<Layout.Window> available) {
        loaded = new HashSet<>(available);
    }

    /** Windows that are in their variables here. */
    Set<Layout.Window> loaded() {
        return loaded;
    }

    /** Takes the value on the stack as that of {@code temp}. */
    void keep(Expr.Temp temp) {
        code.istore(temps.computeIfAbsent(temp.number(), _ -> newSlot()));
    }

    /** Leaves the value of {@code term} on the stack. */
    void emit(Expr term) {
        switch (term) {
            case Expr.Const(int value) -> code.loadConstant(value);
            case Expr.Wire _ -> code.iload(frame.wire());
            case Expr.Register(int number) -> code.iload(registerSlots[number]);
            case Expr.Temp(int number) -> code.iload(Objects.requireNonNull(temps.get(number)));
            case Expr.HeaderLength(int at) -> {
                field(term, at, 1, 0xf);
                code.iconst_2().ishl();
            }
            case Expr.Load(int at, int size) -> field(term, at, size, -1);
            case Expr.LoadAt(Expr _, int at, int size) -> field(term, at, size, -1);
            case Expr.Calc calc -> calculate(calc);
        }
    }

    /**
     * Leaves {@code size} octets on the stack as the machine's order has them, for a comparison
     * with {@link #raw} of a constant: a machine that is not in network order saves the turning.
     */
    void emitRaw(Expr load, int size) {
        switch (load) {
            case Expr.Load(int at, int _) -> address(Expr.Const.ZERO, at);
            case Expr.LoadAt(Expr base, int at, int _) -> address(base, at);
            default -> throw new IllegalArgumentException("no load: " + load);
        }
        if (size == 1) code.invokestatic(OCTETS, "u8", LOAD_INT);
        else code.invokestatic(COMPILED, size == 4 ? "raw32" : "raw16", LOAD_INT);
    }

    /** A number of {@code size} octets as the machine's order has them. */
    static long raw(long number, int size) {
        if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) return number;
        long turned = Long.reverseBytes(number);
        return size == 8 ? turned : turned >>> (64 - 8 * size);
    }

    /** Leaves the octets of {@code window} on the stack, an int or a long in network order. */
    private void ordered(Layout.Window window) {
        window(window);
        if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) return;
        if (window.length() == 8)
            code.invokestatic(LONG, "reverseBytes", MethodTypeDesc.of(CD_long, CD_long));
        else code.invokestatic(INTEGER, "reverseBytes", MethodTypeDesc.of(CD_int, CD_int));
    }

    /**
     * Leaves the octets of {@code window} on the stack, an int or a long in the machine's order.
     */
    void window(Layout.Window window) {
        boolean isLong = window.length() == 8;
        Integer slot = windowSlots.get(window);
        if (slot != null && loaded.contains(window)) {
            if (isLong) code.lload(slot);
            else code.iload(slot);
            return;
        }
        if (slot == null) {
            slot = free;
            free += isLong ? 2 : 1;
            windowSlots.put(window, slot);
        }
        address(window.base(), window.start());
        if (isLong) code.invokestatic(COMPILED, "raw64", LOAD_LONG).dup2().lstore(slot);
        else code.invokestatic(COMPILED, "raw32", LOAD_INT).dup().istore(slot);
        // A base that changes would change the window; those of movable bases do not.
        loaded.add(window);
    }

    /** Array and index of octet {@code at} behind {@code base}. */
    private void address(Expr base, int at) {
        code.aload(frame.octets()).iload(frame.offset());
        if (!base.equals(Expr.Const.ZERO)) {
            emit(base);
            code.iadd();
        }
        if (at != 0) code.loadConstant(at).iadd();
    }

    private void field(Expr load, int at, int size, int mask) {
        Layout.Window window = layout.window(load);
        int octetsMask = size == 4 ? -1 : (1 << (8 * size)) - 1;
        if (window == null) {
            address(load instanceof Expr.LoadAt behind ? behind.base() : Expr.Const.ZERO, at);
            code.invokestatic(OCTETS, size == 4 ? "i32" : size == 2 ? "u16" : "u8", LOAD_INT);
            if ((mask & octetsMask) != octetsMask) code.loadConstant(mask).iand();
            return;
        }
        ordered(window);
        int shift = 8 * (window.end() - at - size);
        int needed = mask & octetsMask;
        if (window.length() == 8) {
            if (shift != 0) code.loadConstant(shift).lushr();
            code.l2i();
            if (needed != -1) code.loadConstant(needed).iand();
        } else {
            if (shift != 0) code.loadConstant(shift).iushr();
            boolean exact = shift + 8 * size == 32 && (mask & octetsMask) == octetsMask;
            if (!exact && needed != -1) code.loadConstant(needed).iand();
        }
    }

    private void calculate(Expr.Calc calc) {
        emit(calc.left());
        emit(calc.right());
        switch (calc.operation()) {
            case BpfCode.ADD -> code.iadd();
            case BpfCode.SUB -> code.isub();
            case BpfCode.MUL -> code.imul();
            case BpfCode.DIV -> code.invokestatic(INTEGER, "divideUnsigned", OF_TWO);
            case BpfCode.MOD -> code.invokestatic(INTEGER, "remainderUnsigned", OF_TWO);
            case BpfCode.OR -> code.ior();
            case BpfCode.AND -> code.iand();
            case BpfCode.XOR -> code.ixor();
            case BpfCode.LSH -> {
                if (calc.shiftsOut()) code.invokestatic(COMPILED, "shiftLeft", OF_TWO);
                else code.ishl();
            }
            case BpfCode.RSH -> {
                if (calc.shiftsOut()) code.invokestatic(COMPILED, "shiftRight", OF_TWO);
                else code.iushr();
            }
            default -> throw new IllegalStateException("operation " + calc.operation());
        }
    }
}
