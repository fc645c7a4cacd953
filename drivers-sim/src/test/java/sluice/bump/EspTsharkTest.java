package sluice.bump;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.bump.EspTest.Pair;
import sluice.packet.Octets;

/** What tshark, with the keys, finds in the ESP packets of both hosts. */
class EspTsharkTest {
    @ParameterizedTest
    @EnumSource(EspMode.class)
    void shouldBeDecryptedWithTheKeysAndFoundAuthentic(EspMode mode, @TempDir Path folder)
            throws Exception {
        Tshark.assumeInstalled();
        int[] lengths = {0, 1, 2, 3, 100, 1400};
        List<byte[]> frames = new ArrayList<>();
        try (var pair = new Pair(mode, true, false)) {
            for (int length : lengths) {
                pair.rig.send(length);
                pair.rig.sendBack(length);
                pair.rig.runMillis(1);
            }
            frames.addAll(pair.rig.wireOfOne.sent);
            frames.addAll(pair.rig.wireOfTwo.sent);
        }
        frames.removeIf(frame -> Octets.u16(frame, 12) != 0x0800);
        assertThat(frames).hasSize(2 * lengths.length);
        List<String> lines =
                Tshark.lines(
                        folder,
                        frames,
                        List.of(
                                "-o",
                                "esp.enable_encryption_decode:TRUE",
                                "-o",
                                "esp.enable_authentication_check:TRUE",
                                "-o",
                                association("1", "2", "0x00001001", EspTest.KEY_THERE),
                                "-o",
                                association("2", "1", "0x00002002", EspTest.KEY_BACK),
                                "-T",
                                "fields",
                                "-e",
                                "esp.sequence",
                                "-e",
                                "esp.icv_good",
                                "-e",
                                "udp.length",
                                "-e",
                                "udp.checksum.status",
                                "-e",
                                "_ws.expert",
                                "-o",
                                "udp.check_checksum:TRUE"));
        List<String> expected = new ArrayList<>();
        for (int side = 0; side < 2; side++)
            for (int i = 0; i < lengths.length; i++)
                expected.add("%d\t1\t%d\t1\t".formatted(i + 1, 8 + lengths[i]));
        assertThat(lines).containsExactlyElementsOf(expected);
    }

    private static String association(String from, String to, String spi, String key) {
        return "uat:esp_sa:\"IPv4\",\"192.0.2.%s\",\"192.0.2.%s\",\"%s\",\"AES-GCM with 16 octet ICV [RFC4106]\",\"0x%s\",\"NULL\",\"\""
                .formatted(from, to, spi, key);
    }
}
