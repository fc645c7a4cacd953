package sluice.sniffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import sluice.pcap.file.LinkType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLineSinkTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String STATIONS = "0200000000020200000000 01".replace(" ", "");

    private static JsonNode object(byte[] octets, int linkType) {
        var text = new ByteArrayOutputStream();
        var sink = new JsonLineSink(new PrintStream(text), () -> {});
        var packet = new SniffedPacket();
        packet.set(new LinkType(linkType), 7, 5, octets, 0, octets.length, octets.length);
        packet.number = 3;
        sink.packet(packet, octets.length);
        sink.idle(0);
        String line = text.toString(StandardCharsets.US_ASCII);
        assertThat(line).endsWith("}\n").hasLineCount(1);
        return JSON.readTree(line);
    }

    private static JsonNode object(String hex) {
        return object(HexFormat.of().parseHex(hex.replace(" ", "")), 1);
    }

    @Test
    void shouldTellADatagramInATaggedFrame() {
        JsonNode told =
                object(
                        STATIONS
                                + "8100 0005 0800"
                                + "4500 0020 0000 0000 40 11 0000 c0000201 c0000202"
                                + "9c40 270f 000c 0000 01020304");
        assertThat(told.toString())
                .isEqualTo(
                        "{\"number\":3,\"epochSeconds\":7,\"nanos\":5,\"protocol\":\"UDP\","
                                + "\"frame\":\"Ethernet II\",\"sourceMac\":\"02:00:00:00:00:01\","
                                + "\"destinationMac\":\"02:00:00:00:00:02\",\"vlan\":5,"
                                + "\"source\":\"192.0.2.1\",\"destination\":\"192.0.2.2\","
                                + "\"sourcePort\":40000,\"destinationPort\":9999,"
                                + "\"capturedLength\":50,\"wireLength\":50,"
                                + "\"words\":\"40000 > 9999 len 4\"}");
    }

    @Test
    void shouldTellAFrameWithALength() {
        JsonNode told = object(STATIONS + "0003 424203");
        assertThat(told.get("frame").stringValue()).isEqualTo("802.3");
        assertThat(told.get("protocol").stringValue()).isEqualTo("802.2 LLC");
        assertThat(told.has("source")).isFalse();
    }

    /** Whatever the octets are, it is an object with what every packet has. */
    @Property(tries = 400)
    void shouldTellAnyOctets(@ForAll byte[] octets, @ForAll("linkTypes") int linkType) {
        JsonNode told = object(octets, linkType);
        assertThat(told.get("wireLength").intValue()).isEqualTo(octets.length);
        assertThat(told.get("protocol").stringValue()).isNotEmpty();
    }

    /** HTTP's first line is the sender's text: quotes and escapes of it are escaped. */
    @Property(tries = 200)
    void shouldEscapeWhatASenderWrote(@ForAll("texts") String text) {
        byte[] line = ("GET /" + text + " HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] head =
                HexFormat.of()
                        .parseHex(
                                STATIONS
                                        + "0800"
                                        + "450000000000000040060000c0000201c0000202"
                                        + "9c400050000000010000000150180100"
                                        + "00000000");
        byte[] frame = java.util.Arrays.copyOf(head, head.length + line.length);
        System.arraycopy(line, 0, frame, head.length, line.length);
        frame[17] = (byte) (40 + line.length);
        JsonNode told = object(frame, 1);
        assertThat(told.get("protocol").stringValue()).isEqualTo("HTTP");
        assertThat(told.get("words").stringValue()).contains("GET /" + text.replace("\\", "\\\\"));
    }

    @Provide
    Arbitrary<Integer> linkTypes() {
        return Arbitraries.of(0, 1, 12, 101, 105, 113, 127);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("a\"\\/{}x").ofMaxLength(20);
    }
}
