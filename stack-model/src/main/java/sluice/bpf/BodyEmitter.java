package sluice.bpf;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes blocks of a program as byte code, in their order. */
final class BodyEmitter {
    private final CodeBuilder code;
    private final Plan plan;
    private final Sections.Section section;
    private final Outside outside;
    private final TermEmitter terms;
    private final ChainEmitter chains;
    private final Map<Integer, Label> blockLabels = new HashMap<>();
    private final Map<Integer, Set<Layout.Window>> arrivals = new HashMap<>();
    private final Map<Integer, Label> leaveLabels = new LinkedHashMap<>();
    private final List<Stub> stubs = new ArrayList<>();
    private Proofs proofs = Proofs.NONE;
    private int linksLeft;

    /** What a body does where it leaves the blocks that it holds. */
    interface Outside {
        /** Ends with the result on the stack. */
        void leave();

        /** Runs the packet again by the way without windows, and ends with its result. */
        void restart();

        /** Goes on at a block of another section; the variables are set. */
        void enter(int block, TermEmitter terms);
    }

    private record Stub(Label label, Way way, Set<Layout.Window> loaded) {}

    BodyEmitter(
            CodeBuilder code,
            Plan plan,
            Sections.Section section,
            TermEmitter terms,
            KeyTables tables,
            Outside outside) {
        this.code = code;
        this.plan = plan;
        this.section = section;
        this.terms = terms;
        this.outside = outside;
        this.linksLeft = plan.linksMax();
        this.chains = new ChainEmitter(code, terms, tables, this::label);
    }

    /** A block that is entered from outside; no window is loaded there. */
    Label entry(int block) {
        arrivals.put(block, Set.of());
        return blockLabel(block);
    }

    /** Writes every block that some way leads to, from those that were entered on. */
    void emit() {
        for (Block block : plan.graph().blocks()) {
            Set<Layout.Window> available = arrivals.get(block.index());
            if (available == null || !section.holds(block.index())) continue;
            code.labelBinding(blockLabel(block.index()));
            terms.beginBlock(available);
            proofs = plan.proofs().get(block.index());
            steps(block);
            end(block);
            flushStubs();
        }
        leaveLabels.forEach((result, label) -> {
            code.labelBinding(label).loadConstant(result);
            outside.leave();
        });
    }

    private Label blockLabel(int block) {
        return blockLabels.computeIfAbsent(block, _ -> code.newLabel());
    }

    private void steps(Block block) {
        List<Step> steps = block.steps();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step instanceof Step.Guard(long end)) {
                // Guards that follow with nothing but guards between them are one.
                for (int j = i + 1; j < steps.size() && !hasEffect(steps.get(j)); j++)
                    if (steps.get(j) instanceof Step.Guard(long further))
                        end = Math.max(end, further);
                step = new Step.Guard(end);
            }
            if (!proofs.implies(step)) step(step);
            proofs = proofs.with(step);
        }
    }

    /** An ancillary value may be asked of something that counts, so that guards do not pass it. */
    private static boolean hasEffect(Step step) {
        return step instanceof Step.Ask;
    }

    private void step(Step step) {
        Frame frame = terms.frame();
        switch (step) {
            case Step.Guard(long end) ->
                    code.iload(frame.captured()).loadConstant((int) end).if_icmplt(reject());
            case Step.GuardAt guard -> guard(guard);
            case Step.GuardNonZero(Expr divisor) -> {
                terms.emit(divisor);
                code.ifeq(reject());
            }
            case Step.Keep(Expr.Temp temp, Expr value) -> {
                terms.emit(value);
                terms.keep(temp);
            }
            case Step.Ask(Expr.Temp temp, Ancillary field, Expr a, Expr x) -> {
                code.loadConstant(field.ordinal());
                terms.emit(a);
                terms.emit(x);
                terms.packet();
                code.invokestatic(TermEmitter.COMPILED, "ancillary", TermEmitter.ANCILLARY);
                terms.keep(temp);
            }
            case Step.Far(Expr.Temp temp, Expr at, int size) -> {
                terms.emit(at);
                code.loadConstant(size);
                terms.packet();
                code.invokestatic(TermEmitter.COMPILED, "far", TermEmitter.FAR);
                Label inside = code.newLabel();
                code.dup2().lconst_0().lcmp().ifge(inside);
                code.pop2().goto_(reject());
                code.labelBinding(inside).l2i();
                terms.keep(temp);
            }
        }
    }

    /** Base + end octets are captured. */
    private void guard(Step.GuardAt guard) {
        Label fits = code.newLabel();
        int captured = terms.frame().captured();
        terms.emit(guard.base());
        if (guard.base().max() + guard.end() <= Integer.MAX_VALUE) {
            code.loadConstant((int) guard.end()).iadd().iload(captured).if_icmple(fits);
        } else {
            code.i2l().loadConstant(0xffff_ffffL).land().loadConstant(guard.end()).ladd();
            code.iload(captured).i2l().lcmp().ifle(fits);
        }
        if (plan.layout().raises(guard.base())) outside.restart();
        else code.goto_(reject());
        code.labelBinding(fits);
    }

    private Label reject() {
        return leaveLabel(0);
    }

    private Label leaveLabel(int result) {
        return leaveLabels.computeIfAbsent(result, _ -> code.newLabel());
    }

    private void end(Block block) {
        switch (block.end()) {
            case Block.Return(Expr result) -> write(new Way.Leave(result));
            case Block.Jump(int target) -> write(walk(block, target).way());
            case Block.Branch branch ->
                    branch(branch, walk(block, branch.ifTrue()), walk(block, branch.ifFalse()));
        }
    }

    private Walk walk(Block block, int target) {
        return Walk.from(plan.graph(), block, proofs, target);
    }

    private void branch(Block.Branch branch, Walk ifTrue, Walk ifFalse) {
        if (Chain.isLink(branch)) {
            Chain chain = Chain.from(branch, ifTrue, ifFalse, linksLeft);
            linksLeft -= chain.links().size();
            if (chain.links().size() >= Chain.LINKS_MIN && chains.emit(chain)) {
                write(chain.otherwise().way());
                return;
            }
        }
        Optional<Question> question = Question.of(branch, ifTrue, ifFalse, plan.layout());
        if (question.isPresent()) {
            ask(question.get().merged(plan.layout()));
            return;
        }
        compare(branch, label(ifTrue.way()));
        write(ifFalse.way());
    }

    private void ask(Question question) {
        Label unequal;
        int size = question.rawSize();
        long mask = question.mask();
        long value = question.value();
        if (question.window().isPresent()) terms.window(question.window().get());
        else if (size != 0) terms.emitRaw(question.term(), size);
        else terms.emit(question.term());
        unequal = label(question.unequal().way());
        if (size != 0) {
            mask = TermEmitter.raw(mask, size);
            value = TermEmitter.raw(value, size);
        }
        if (size == 8) {
            if (mask != -1L) code.loadConstant(mask).land();
            code.loadConstant(value).lcmp().ifne(unequal);
        } else {
            if (!question.isWhole(mask)) code.loadConstant((int) mask).iand();
            if ((int) value == 0) code.ifne(unequal);
            else code.loadConstant((int) value).if_icmpne(unequal);
        }
        write(question.equal().way());
    }

    /** Jumps to {@code ifTrue} if the test holds. */
    private void compare(Block.Branch branch, Label ifTrue) {
        terms.emit(branch.left());
        boolean ordered = branch.operation() == BpfCode.JGT || branch.operation() == BpfCode.JGE;
        // Below 2^31 both orders are the same.
        boolean signed =
                branch.left().max() <= Integer.MAX_VALUE
                        && branch.right().max() <= Integer.MAX_VALUE;
        boolean flips = ordered && !signed;
        if (flips) code.loadConstant(Integer.MIN_VALUE).ixor();
        if (flips && branch.right() instanceof Expr.Const(int constant)) {
            code.loadConstant(constant ^ Integer.MIN_VALUE);
        } else {
            terms.emit(branch.right());
            if (flips) code.loadConstant(Integer.MIN_VALUE).ixor();
        }
        switch (branch.operation()) {
            case BpfCode.JEQ -> code.if_icmpeq(ifTrue);
            case BpfCode.JGT -> code.if_icmpgt(ifTrue);
            case BpfCode.JGE -> code.if_icmpge(ifTrue);
            default -> code.iand().ifne(ifTrue);
        }
    }

    /** Where to jump to go {@code way}. */
    private Label label(Way way) {
        switch (way) {
            case Way.Leave(Expr result) -> {
                if (result instanceof Expr.Const(int constant)) return leaveLabel(constant);
            }
            case Way.Go(int target, List<Way.Assignment> assignments) -> {
                if (assignments.isEmpty() && section.holds(target)) {
                    arrive(target);
                    return blockLabel(target);
                }
            }
        }
        for (Stub stub : stubs) if (stub.way().equals(way)) return stub.label();
        Stub stub = new Stub(code.newLabel(), way, Set.copyOf(terms.loaded()));
        stubs.add(stub);
        return stub.label();
    }

    private void arrive(int target) {
        Set<Layout.Window> loaded = terms.loaded();
        arrivals.merge(
                target,
                new HashSet<>(loaded),
                (there, here) -> {
                    Set<Layout.Window> both = new HashSet<>(there);
                    both.retainAll(here);
                    return both;
                });
    }

    private void flushStubs() {
        for (Stub stub : stubs) {
            code.labelBinding(stub.label());
            terms.forget(stub.loaded());
            write(stub.way());
        }
        stubs.clear();
    }

    /** Goes {@code way}. */
    private void write(Way way) {
        switch (way) {
            case Way.Leave(Expr result) -> {
                if (result instanceof Expr.Const(int constant)) {
                    code.goto_(leaveLabel(constant));
                } else {
                    terms.emit(result);
                    outside.leave();
                }
            }
            case Way.Go(int target, List<Way.Assignment> assignments) -> {
                for (Way.Assignment assignment : assignments) terms.emit(assignment.value());
                for (int i = assignments.size() - 1; i >= 0; i--)
                    code.istore(terms.slot(assignments.get(i).register()));
                if (section.holds(target)) {
                    arrive(target);
                    code.goto_(blockLabel(target));
                } else {
                    outside.enter(target, terms);
                }
            }
        }
    }
}
