package sluice.script;

import java.util.stream.Stream;
import sluice.ndis.IrqlRule;
import sluice.ndis.LifecycleRule;
import sluice.ndis.NdisRule;
import sluice.ndis.ReceiveRule;
import sluice.ndis.RequestRule;
import sluice.ndis.SendRule;
import sluice.ndis.WrapperRule;

/** The rules of the NDIS contract by name. */
final class NdisRules {
    private NdisRules() {}

    static Stream<String> ids() {
        return Stream.<NdisRule[]>of(
                        SendRule.values(),
                        ReceiveRule.values(),
                        RequestRule.values(),
                        LifecycleRule.values(),
                        IrqlRule.values(),
                        WrapperRule.values())
                .flatMap(Stream::of)
                .map(NdisRule::id);
    }
}
