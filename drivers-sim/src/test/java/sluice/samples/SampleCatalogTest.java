package sluice.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import sluice.samples.spec.Sample;
import sluice.samples.spec.SampleRefused;
import sluice.samples.windows.PortBlocker;

class SampleCatalogTest {
    private final SampleCatalog catalog = SampleCatalog.shipped();

    @Test
    void shouldMakeEveryDriverWithItsDefaults() throws SampleRefused {
        for (var sample : catalog.drivers()) {
            assertThat(sample.make(Map.of())).as(sample.name()).isNotNull();
            assertThat(sample.text()).as(sample.name()).isNotEmpty().doesNotContain("\n");
        }
        assertThat(catalog.drivers()).extracting(Sample::name).doesNotHaveDuplicates();
        assertThat(catalog.hooks()).extracting(Sample::name).doesNotHaveDuplicates();
    }

    @Test
    void shouldHandOptionsOn() throws SampleRefused {
        var sample = catalog.driver("drop-udp").orElseThrow();
        assertThat(sample.make(Sample.parse("port=123"))).isEqualTo(new PortBlocker(123));
    }

    @Test
    void shouldSayWhatIsWrongWithAnOption() {
        var blocker = catalog.driver("drop-udp").orElseThrow();
        assertThatThrownBy(() -> blocker.make(Map.of("prot", "1")))
                .isInstanceOf(SampleRefused.class)
                .hasMessage("drop-udp has no option 'prot'; it has the options port");
        assertThatThrownBy(() -> blocker.make(Map.of("port", "65536")))
                .hasMessage("drop-udp: option port is '65536'; expected a number from 0 to 65535");
        var delay = catalog.driver("delay").orElseThrow();
        for (String bad : new String[] {"10", "ms", "-1ms", "10min", "99999999999s", ""}) {
            assertThatThrownBy(() -> delay.make(Map.of("by", bad)))
                    .as(bad)
                    .isInstanceOf(SampleRefused.class)
                    .hasMessageContaining("a time such as");
        }
        assertThatThrownBy(() -> delay.make(Map.of("direction", "up")))
                .hasMessageContaining("one of send, receive, both");
        assertThatThrownBy(() -> Sample.parse("port"))
                .hasMessage("'port' is no option; expected name=value");
        assertThatThrownBy(() -> Sample.parse("port=1,port=2"))
                .hasMessage("option port is given twice");
    }

    @Test
    void shouldKnowNothingOfOtherNames() {
        assertThat(catalog.driver("nothing")).isEmpty();
        assertThat(catalog.hook("nothing")).isEmpty();
    }
}
