package sluice.service.http;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** One request and its answer. */
final class Exchange {
    private final HttpFileServer server;
    private final HttpRequest request;
    private final String method;
    private final Optional<List<String>> names;
    private @Nullable Upload upload;

    Exchange(HttpFileServer server, HttpRequest request) {
        this.server = server;
        this.request = request;
        this.method = request.getMethod();
        String target = request.getPath();
        this.names = target == null ? Optional.empty() : WebFolder.names(target);
    }

    static String allowed(HttpServerOptions options) {
        return options.upload() ? "GET, HEAD, PUT, POST" : "GET, HEAD";
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    private boolean isUpload() {
        return method.equals("PUT") || method.equals("POST");
    }

    private String field(String name) {
        Header first = request.getFirstHeader(name);
        return first == null || first.getValue() == null ? "" : first.getValue().strip();
    }

    boolean isOfOurVersion() {
        return request.getVersion() == null || request.getVersion().getMajor() == 1;
    }

    private boolean isOld() {
        return request.getVersion() != null
                && request.getVersion().lessEquals(HttpVersion.HTTP_1_0);
    }

    /** Whether the connection ends with it. */
    boolean isLast() {
        String wish = field(HttpHeaders.CONNECTION).toLowerCase(Locale.ROOT);
        return isOld() || List.of(wish.split("[ ,\\t]+", -1)).contains("close");
    }

    /** Whether the client wants to be told before it sends the content. */
    boolean waitsForLeave() {
        return field(HttpHeaders.EXPECT).equalsIgnoreCase("100-continue") && !isOld();
    }

    /** The status with which it is refused before its content has come, or 0. */
    int refusal(long contentOctets) {
        if (!isOld() && request.countHeaders(HttpHeaders.HOST) != 1) return 400;
        if (!field(HttpHeaders.EXPECT).isEmpty() && !waitsForLeave() && !isOld()) return 417;
        if (!isUpload()) return method.equals("GET") || isHead() ? 0 : 405;
        if (!server.options().upload()) return 405;
        if (contentOctets > server.options().uploadOctetsMax()) return 413;
        WebFolder folder = server.folder();
        if (folder == null) return 405;
        Optional<Path> target = names.flatMap(folder::forUpload);
        if (target.isEmpty()) return 404;
        try {
            upload = Upload.to(target.get());
            return 0;
        } catch (IOException _) {
            return 500;
        }
    }

    /** Takes a piece of the content; a status if it cannot be taken, else 0. */
    int take(ByteBuffer piece, long doneOctets) throws IOException {
        Upload to = upload;
        if (to == null) return 0; // of no meaning for GET and HEAD: RFC 9110, 9.3.1
        if (doneOctets > server.options().uploadOctetsMax()) return 413;
        try {
            to.write(piece);
            return 0;
        } catch (IOException _) {
            return 507;
        }
    }

    /** It will not be answered: what it has begun is undone. */
    void abandon() {
        Upload begun = upload;
        upload = null;
        if (begun != null) begun.close();
    }

    /** The answer, once the content has come. */
    Answer answer() {
        try {
            Upload whole = upload;
            if (whole != null) {
                boolean isNew = whole.keep();
                upload = null;
                return status(isNew ? 201 : 200);
            }
            WebFolder folder = server.folder();
            if (folder == null) return made();
            Optional<Path> found = names.flatMap(folder::existing);
            return found.isEmpty() ? status(404) : found(found.get(), folder);
        } catch (IOException _) {
            abandon();
            return status(500);
        }
    }

    private Reply reply(int status) {
        Reply reply = server.reply(status);
        return isLast() ? reply.field("Connection", "close") : reply;
    }

    private Answer status(int status) {
        return words(reply(status), status + " " + Reply.phrase(status) + "\n");
    }

    private Answer words(Reply reply, String words) {
        return Answer.of(reply.with(MediaType.TEXT, words, isHead()));
    }

    private Answer made() {
        String name = names.map(parts -> String.join("/", parts)).orElse("");
        Long octets = server.pages().get(name);
        if (octets == null) return status(404);
        return content(Content.ofLength(octets), MediaType.of(name), Optional.empty());
    }

    private Answer found(Path path, WebFolder folder) throws IOException {
        boolean asFolder = WebFolder.isFolderName(request.getPath());
        if (!Files.isDirectory(path)) return asFolder ? status(404) : file(path);
        if (!asFolder) return words(reply(301).field("Location", location()), "301 see there\n");
        var index = new ArrayList<>(names.orElseThrow());
        index.add("index.html");
        Optional<Path> page = folder.existing(index).filter(Files::isRegularFile);
        if (page.isPresent()) return file(page.get());
        if (!server.options().listing()) return status(404);
        return Answer.of(reply(200).with(MediaType.HTML, Listing.page(path), isHead()));
    }

    private String location() {
        var location = new StringBuilder("/");
        for (String name : names.orElseThrow()) {
            location.append(URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
                    .append('/');
        }
        return location.toString();
    }

    private Answer file(Path path) throws IOException {
        Optional<String> modified = server.modified(Files.getLastModifiedTime(path).toInstant());
        return content(Content.of(path), MediaType.of(path.toString()), modified);
    }

    private Answer content(Content content, String type, Optional<String> modified) {
        long size = content.lengthOctets();
        ByteRange part = range(size, modified.orElse("")).orElse(null);
        if (part != null && part.isEmpty()) {
            content.close();
            return words(reply(416).field("Content-Range", "bytes */" + size), "416\n");
        }
        Reply reply = reply(part == null ? 200 : 206);
        reply.field("Content-Type", type).field("Accept-Ranges", "bytes");
        modified.ifPresent(time -> reply.field("Last-Modified", time));
        long first = part == null ? 0 : part.first();
        long end = part == null ? size : part.end();
        if (part != null) {
            reply.field("Content-Range", "bytes " + first + "-" + (end - 1) + "/" + size);
        }
        byte[] header = reply.field("Content-Length", end - first).header();
        if (!isHead()) return new Answer(header, content, first, end);
        content.close();
        return Answer.of(header);
    }

    private Optional<ByteRange> range(long size, String modified) {
        String condition = field(HttpHeaders.IF_RANGE);
        boolean isMeant = condition.isEmpty() || condition.equals(modified);
        String wish = field(HttpHeaders.RANGE);
        return isMeant && method.equals("GET") && !wish.isEmpty()
                ? ByteRange.of(wish, size)
                : Optional.empty();
    }
}
