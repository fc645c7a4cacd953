package sluice.bpf;

import java.util.ArrayList;
import java.util.List;

/**
 * Tests of one term for equality with one constant after the other: what a filter does that names
 * many hosts, ports or networks. Found in the instructions, whoever wrote them: the tests may load
 * their term again each time, jump over jumps, and mask it by different prefixes.
 *
 * @param term what is tested
 * @param links in order; the first that is equal decides
 * @param otherwise where it leads if none is
 */
record Chain(Expr term, List<Link> links, Walk otherwise) {
    /** Fewer are cheaper as tests. */
    static final int LINKS_MIN = 6;

    /** Leads {@code way} if the term under {@code mask} is {@code value}. */
    record Link(int mask, int value, Way way) {}

    /**
     * The chain that begins with {@code branch}.
     *
     * @param linksMax how many links are looked at
     */
    static Chain from(Block.Branch branch, Walk ifTrue, Walk ifFalse, int linksMax) {
        List<Link> links = new ArrayList<>();
        Expr term = term(branch);
        links.add(link(branch, ifTrue));
        Walk at = ifFalse;
        while (links.size() < linksMax && at.asksOnly()) {
            Block.Branch next = at.branch();
            if (next == null || !isLink(next) || !term(next).equals(term)) break;
            Walk nextTrue = at.further(next.ifTrue());
            Walk nextFalse = at.further(next.ifFalse());
            if (nextTrue == null || nextFalse == null) break;
            links.add(link(next, nextTrue));
            at = nextFalse;
        }
        return new Chain(term, links, at);
    }

    /** True if {@code branch} asks for equality with a constant. */
    static boolean isLink(Block.Branch branch) {
        return branch.operation() == BpfCode.JEQ && branch.right() instanceof Expr.Const;
    }

    private static Link link(Block.Branch branch, Walk ifTrue) {
        int value = branch.right() instanceof Expr.Const(int constant) ? constant : 0;
        return new Link(mask(branch), value, ifTrue.way());
    }

    private static Expr term(Block.Branch branch) {
        return branch.left() instanceof Expr.Calc calc && masks(calc) ? calc.left() : branch.left();
    }

    private static int mask(Block.Branch branch) {
        return branch.left() instanceof Expr.Calc calc
                        && masks(calc)
                        && calc.right() instanceof Expr.Const(int mask)
                ? mask
                : -1;
    }

    private static boolean masks(Expr.Calc calc) {
        return calc.operation() == BpfCode.AND && calc.right() instanceof Expr.Const;
    }
}
