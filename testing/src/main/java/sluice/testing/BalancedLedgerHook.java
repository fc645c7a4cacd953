package sluice.testing;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.ParameterResolutionContext;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.ResolveParameterHook;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

/** {@link BalancedLedger} in jqwik: one {@link Worlds} per try, judged when the try has passed. */
public final class BalancedLedgerHook implements ResolveParameterHook, AroundTryHook {
    /** Made by jqwik. */
    public BalancedLedgerHook() {}

    @Override
    public Optional<ParameterSupplier> resolve(
            ParameterResolutionContext parameter, LifecycleContext context) {
        if (parameter.parameter().getType() != Worlds.class) return Optional.empty();
        return Optional.of(optionalTry -> new Worlds());
    }

    @Override
    public TryExecutionResult aroundTry(
            TryLifecycleContext context, TryExecutor aTry, List<Object> parameters) {
        TryExecutionResult result = aTry.execute(parameters);
        if (!result.isSatisfied()) return result;
        for (Object parameter : parameters) {
            if (!(parameter instanceof Worlds worlds)) continue;
            try {
                worlds.closeAndJudge();
            } catch (AssertionError finding) {
                return TryExecutionResult.falsified(finding);
            }
        }
        return result;
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }
}
