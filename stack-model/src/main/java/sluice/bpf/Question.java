package sluice.bpf;

import java.util.Optional;

/**
 * A test for equality under a mask, the form that most tests of filters have: {@code (source &
 * mask) == value}.
 *
 * @param window what is tested if it is a window, of which mask and value have the width
 * @param term what is tested if it is a term by itself: its field in the window otherwise
 * @param mask the bits that matter
 * @param value what they are compared with
 * @param equal where it leads if they are equal
 * @param unequal where it leads if not
 */
record Question(
        Optional<Layout.Window> window,
        Expr term,
        long mask,
        long value,
        Walk equal,
        Walk unequal) {
    private static final int MERGED_MAX = 32;
    private static final long INT = 0xffff_ffffL;

    /** The question of {@code branch}; empty if it is none of equality with a constant. */
    static Optional<Question> of(Block.Branch branch, Walk ifTrue, Walk ifFalse, Layout layout) {
        if (!(branch.right() instanceof Expr.Const(int constant))) return Optional.empty();
        Expr term = branch.left();
        int mask = -1;
        if (term instanceof Expr.Calc calc
                && calc.operation() == BpfCode.AND
                && calc.right() instanceof Expr.Const(int bits)) {
            term = calc.left();
            mask = bits;
        }
        return switch (branch.operation()) {
            case BpfCode.JEQ ->
                    (constant & ~mask) == 0
                            ? inWindow(term, mask, constant, ifTrue, ifFalse, layout)
                            : Optional.empty();
            case BpfCode.JSET -> inWindow(term, mask & constant, 0, ifFalse, ifTrue, layout);
            default -> Optional.empty();
        };
    }

    /** Octets of the source if it is a window or a load; 0 if it is a term that is computed. */
    int rawSize() {
        if (window.isPresent()) return window.get().length();
        return switch (term) {
            case Expr.Load load -> load.size();
            case Expr.LoadAt load -> load.size();
            default -> 0;
        };
    }

    /** True if {@code bits} are all that the source has. */
    boolean isWhole(long bits) {
        int size = rawSize() == 0 ? 4 : rawSize();
        long all = size == 8 ? -1L : (1L << (8 * size)) - 1;
        return (bits & all) == all;
    }

    private static Optional<Question> inWindow(
            Expr term, int mask, int value, Walk equal, Walk unequal, Layout layout) {
        Layout.Window window = layout.window(term);
        int at;
        int size;
        switch (term) {
            case Expr.Load load -> {
                at = load.at();
                size = load.size();
            }
            case Expr.LoadAt load -> {
                at = load.at();
                size = load.size();
            }
            default -> {
                at = 0;
                size = 0;
            }
        }
        if (size == 0)
            return Optional.of(
                    new Question(Optional.empty(), term, mask & INT, value & INT, equal, unequal));
        long bits = (1L << (8 * size)) - 1;
        if ((value & INT & ~bits) != 0) return Optional.empty();
        if (window == null)
            return Optional.of(
                    new Question(Optional.empty(), term, mask & bits, value & INT, equal, unequal));
        int shift = 8 * (window.end() - at - size);
        return Optional.of(
                new Question(
                        Optional.of(window),
                        term,
                        (mask & bits) << shift,
                        (value & INT) << shift,
                        equal,
                        unequal));
    }

    /**
     * This question and those behind its equal side that ask of the same source and lead to the
     * same unequal side, as one.
     */
    Question merged(Layout layout) {
        Question all = this;
        for (int i = 0; i < MERGED_MAX; i++) {
            Optional<Question> next = all.nextOnEqualSide(layout);
            if (next.isEmpty() || !all.joins(next.get())) return all;
            all =
                    new Question(
                            window,
                            term,
                            all.mask | next.get().mask,
                            all.value | next.get().value,
                            next.get().equal,
                            unequal);
        }
        return all;
    }

    private Optional<Question> nextOnEqualSide(Layout layout) {
        if (!equal.asksOnly()) return Optional.empty();
        Block.Branch branch = equal.branch();
        if (branch == null) return Optional.empty();
        Walk ifTrue = equal.further(branch.ifTrue());
        Walk ifFalse = equal.further(branch.ifFalse());
        if (ifTrue == null || ifFalse == null) return Optional.empty();
        return of(branch, ifTrue, ifFalse, layout);
    }

    private boolean joins(Question next) {
        boolean sameSource =
                window.isPresent() ? window.equals(next.window) : term.equals(next.term);
        long both = mask & next.mask;
        return sameSource
                && (next.window.isPresent() == window.isPresent())
                && (value & both) == (next.value & both)
                && unequal.way().equals(next.unequal.way());
    }
}
