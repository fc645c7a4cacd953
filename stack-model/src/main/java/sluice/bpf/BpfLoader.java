package sluice.bpf;

import java.util.Optional;

/** Makes a program ready to run: asks a validator, then what is asked of every program. */
public final class BpfLoader {
    private BpfLoader() {}

    /**
     * A program to be run by the interpreter.
     *
     * @param validator who would install it; {@link BpfValidator#LINUX} also gives it the loads of
     *     Linux
     */
    public static Loaded interpret(BpfProgram program, BpfValidator validator) {
        Optional<BpfRefusal> refusal =
                validator.refusal(program).or(() -> RunRules.refusal(program));
        if (refusal.isPresent()) return new Loaded.Refused(refusal.get());
        return new Loaded.Ready(new BpfInterpreter(program, dialect(validator)), "");
    }

    private static BpfDialect dialect(BpfValidator validator) {
        return validator == BpfValidator.LINUX ? BpfDialect.LINUX : BpfDialect.UNSIGNED;
    }
}
