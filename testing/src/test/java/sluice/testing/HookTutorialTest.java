package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.testing.HookAction.Datagram;
import sluice.testing.HookAction.Way;

/** The tutorial shows what the kit says of the tutorial's first hook. */
class HookTutorialTest {
    private static final Pattern SCENARIO =
            Pattern.compile("<!-- file: Redirect.yaml -->\n```yaml\n(.*?)```", Pattern.DOTALL);

    /** The hook as the tutorial begins with it. */
    public record Redirect(int port) implements NfHook {
        @Override
        public NfVerdict evaluate(Skb skb, HookState state) {
            if (!skb.isUdp()) return NfVerdict.ACCEPT;
            int field = skb.transportOffset() + 2;
            if (Octets.u16(skb.octets(), field) == 53) Octets.put16(skb.octets(), field, port);
            return NfVerdict.ACCEPT;
        }
    }

    @Test
    void shouldShowTheListAndTheScenarioThatTheKitMakes() throws IOException {
        Path root = Path.of(System.getProperty("sluice.root", ".."));
        String page = Files.readString(root.resolve("docs/tutorial/first-hook.md"));
        var schedule =
                new HookSchedule(HookPoint.PRE_ROUTING, List.of(new Datagram(1, Way.IN, 53, 0)));
        var hook = new Redirect(5353);
        assertThat(schedule.run(() -> hook).rules()).containsExactly("N09");
        assertThat(page).contains("with the " + schedule);
        Matcher shown = SCENARIO.matcher(page);
        assertThat(shown.find()).isTrue();
        assertThat(
                        HookScenario.text(schedule, hook, Map.of(), List.of("N09"))
                                .replace(Redirect.class.getName(), "com.example.hook.Redirect"))
                .isEqualTo(shown.group(1));
    }
}
