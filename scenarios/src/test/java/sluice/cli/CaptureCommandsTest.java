package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CaptureCommandsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    @TempDir Path folder;

    private String three() throws Exception {
        return CaptureFiles.pcap(folder.resolve("three.pcap"), 3).toString();
    }

    @Test
    void shouldDecodeALineForEachPacket() throws Exception {
        var done = CommandRun.of("decode", three());
        assertThat(done.code()).isZero();
        assertThat(done.err()).isEmpty();
        assertThat(done.out().lines().toList())
                .hasSize(3)
                .allMatch(line ->
                        line.contains("192.0.2.107")
                                && line.contains("192.0.2.1")
                                && line.contains("53"));
        assertThat(done.out().lines().toList().get(2)).contains("0.002000");
    }

    @Test
    void shouldDecodeMoreThanOneChunkOfLines() throws Exception {
        var done =
                CommandRun.of(
                        "decode", CaptureFiles.pcap(folder.resolve("many.pcap"), 5_000).toString());
        assertThat(done.out().lines().count()).isEqualTo(5_000);
        assertThat(
                        done.out()
                                .lines()
                                .map(line -> Long.parseLong(line.strip().split(" ", 2)[0]))
                                .toList())
                .isSorted()
                .endsWith(5_000L);
    }

    @Test
    void shouldShowAllFieldsOfOnePacket() throws Exception {
        var done = CommandRun.of("decode", three(), "--packet", "2");
        assertThat(done.code()).isZero();
        assertThat(done.out())
                .startsWith("packet 2  2023-11-14T22:13:20.001Z  46 octets")
                .contains("udp.dstport")
                .contains("53")
                .doesNotContain("\u001b");
        assertThat(CommandRun.of("decode", three(), "--packet", "2", "--color", "always").out())
                .contains("\u001b[1mpacket 2");
    }

    @Test
    void shouldDecodeAsJsonWithEveryField() throws Exception {
        var done = CommandRun.of("decode", three(), "--format", "json");
        assertThat(done.out().lines().toList()).hasSize(3);
        JsonNode last = JSON.readTree(done.out().lines().toList().getLast());
        assertThat(last.get("number").intValue()).isEqualTo(3);
        assertThat(last.get("epochSeconds").longValue()).isEqualTo(1_700_000_000);
        assertThat(last.get("nanos").intValue()).isEqualTo(2_000_000);
        assertThat(last.get("layers").findValuesAsString("layer")).contains("eth", "ip", "udp");
        JsonNode one =
                JSON.readTree(
                        CommandRun.of("--format=json", "decode", "--packet=3", three()).out());
        assertThat(one).isEqualTo(last);
    }

    @Test
    void shouldSayThatThereIsNoSuchPacketOrFile() throws Exception {
        CommandRun.of("decode", three(), "--packet", "4")
                .endsWith(2, "there is no packet 4; it has 3 packets");
        CommandRun.of("decode", three(), "--packet", "0")
                .endsWith(2, "expected the number of a packet, from 1, but was \"0\"");
        CommandRun.of("decode", "no-such.pcap").endsWith(2, "no-such.pcap: no such file");
        CommandRun.of("decode").endsWith(2, "missing: CAPTURE (sluice decode --help)");
        CommandRun.of("decode", folder.toString())
                .endsWith(2, folder + ": a folder; expected a capture file");
    }

    @Test
    void shouldDecodeWhatLiesBeforeADamage() throws Exception {
        byte[] whole = CaptureFiles.pcap(3);
        Path cut = Files.write(folder.resolve("cut.pcap"), Arrays.copyOf(whole, whole.length - 10));
        var done = CommandRun.of("decode", cut.toString());
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.out().lines().count()).isEqualTo(2);
        assertThat(done.err())
                .startsWith("sluice: " + cut + ": ")
                .contains("packet 3")
                .hasLineCount(1);
    }

    @Test
    void shouldSayThatAFileIsNoCapture() throws Exception {
        Path text =
                Files.writeString(
                        folder.resolve("a.pcap"),
                        "this is no capture at all, but a text that is long enough");
        CommandRun.of("decode", text.toString()).endsWith(2, text.toString());
        CommandRun.of("convert", text.toString(), folder.resolve("b.pcapng").toString())
                .endsWith(2, text.toString());
        assertThat(folder.resolve("b.pcapng")).doesNotExist();
    }

    @Test
    void shouldConvertThereAndBack() throws Exception {
        String pcapng = folder.resolve("three.pcapng").toString();
        var there = CommandRun.of("convert", three(), pcapng);
        assertThat(there.code()).isZero();
        assertThat(there.out()).isEqualTo(pcapng + ": 3 packets\n");
        assertThat(CommandRun.of("decode", pcapng).out())
                .isEqualTo(CommandRun.of("decode", three()).out());
        var back =
                CommandRun.of(
                        "convert",
                        pcapng,
                        folder.resolve("back.pcap").toString(),
                        "--format",
                        "json");
        assertThat(JSON.readTree(back.out()).get("packets").intValue()).isEqualTo(3);
    }

    @Test
    void shouldRefuseAConversionThatCannotBe() throws Exception {
        CommandRun.of("convert", three(), "out.txt")
                .endsWith(2, "the ending names no format; expected .pcap or .pcapng");
        CommandRun.of("convert", three(), three())
                .endsWith(2, "would be overwritten while it is read");
        CommandRun.of("convert", three()).endsWith(2, "missing: OUT");
        CommandRun.of("convert", "no-such.pcap", folder.resolve("x.pcap").toString())
                .endsWith(2, "no-such.pcap: no such file");
        CommandRun.of("convert", three(), "no/such/folder/x.pcap")
                .endsWith(2, "x.pcap: no such file");
    }

    @Test
    void shouldCompareAFolderAndSayNoToADifference() throws Exception {
        CommandRun.of("conformance", "pcap-files", "no-such").endsWith(2, "no-such: not a folder");
        CommandRun.of("conformance", "pcap-files", folder.toString())
                .endsWith(2, "TABLE.tsv: no such file");
        CommandRun.of("conformance")
                .endsWith(
                        2,
                        "a command is missing: one of decode, pcap-files, bpf, netfilter, rulesets,"
                                + " kernel (sluice conformance --help)");
        CommandRun.of("conformance", "netfilter", folder.toString(), "--case", "none")
                .endsWith(2, "there is no such case in ");
        CommandRun.of("conformance", "decode", folder.toString()).endsWith(2, "missing: ");
        CommandRun.of("conformance", "decode", "no-such", "--captures", folder.toString())
                .endsWith(2, "no-such: not a folder");
    }

    @Test
    void shouldEndQuietlyWhenNobodyReads() throws Exception {
        var gone =
                new java.io.OutputStream() {
                    @Override
                    public void write(int octet) throws java.io.IOException {
                        throw new java.io.IOException("Broken pipe");
                    }
                };
        var err = new java.io.ByteArrayOutputStream();
        String file = CaptureFiles.pcap(folder.resolve("many.pcap"), 5_000).toString();
        int code =
                Main.run(
                        new String[] {"decode", file},
                        java.io.InputStream.nullInputStream(),
                        new java.io.PrintStream(gone),
                        new java.io.PrintStream(err, true));
        assertThat(code).isZero();
        assertThat(err.size()).isZero();
    }
}
