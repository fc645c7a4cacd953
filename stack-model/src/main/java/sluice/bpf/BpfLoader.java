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

    /**
     * A program to be run as byte code of the JVM, or by the interpreter if it cannot be, which the
     * answer then says with the reason. Both give the same results.
     *
     * @param validator as of {@link #interpret}
     */
    public static Loaded compile(BpfProgram program, BpfValidator validator) {
        Loaded interpreted = interpret(program, validator);
        if (interpreted instanceof Loaded.Refused) return interpreted;
        return switch (BpfCompiler.compile(program, dialect(validator))) {
            case BpfCompiler.Outcome.Done(PacketProgram compiled) -> new Loaded.Ready(compiled, "");
            case BpfCompiler.Outcome.NotDone(String reason) ->
                    new Loaded.Ready(interpreted.program(), reason);
        };
    }

    private static BpfDialect dialect(BpfValidator validator) {
        return validator == BpfValidator.LINUX ? BpfDialect.LINUX : BpfDialect.UNSIGNED;
    }
}
