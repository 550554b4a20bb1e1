package io.kmspolicy.collect;

import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.json.JsonWriter.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The journal of a collected directory: a line of JSON for the account, for each pass over it, for
 * each subject that was read, and for the end of a pass. A subject gets its line after its folder
 * was published, so a run that is killed at any point loses the reading of one subject at most. Not
 * thread-safe.
 */
final class Journal {

  private static final String ACCOUNT = "account";
  private static final String PASS = "pass";
  private static final String FINISHED = "finished";
  private static final String SUBJECT = "subject";

  private final Path file;
  private final Origin origin;

  /** The newest entry of each subject, of earlier passes too. */
  private final Map<String, Entry> entries = new TreeMap<>();

  /** The subjects that this pass has read whole: not by time, since clocks are set back, too. */
  private final Set<String> done = new HashSet<>();

  private Instant pass = Instant.EPOCH;
  private boolean isFinished = true;

  /**
   * Where a directory comes from.
   *
   * @param account the account
   * @param partition its partition
   * @param endpoint the stand-in for AWS; empty for AWS
   */
  record Origin(String account, String partition, String endpoint) {}

  private Journal(Path file, Origin origin) {
    this.file = file;
    this.origin = origin;
  }

  /** The origin of a directory; empty if there is no journal yet. */
  static Optional<Origin> origin(Path file) throws IOException {
    return lines(file).stream()
        .findFirst()
        .map(
            first ->
                new Origin(
                    text(first, ACCOUNT), text(first, "partition"), text(first, "endpoint")));
  }

  /** Opens the journal of a directory, or begins it. */
  static Journal open(Path file, Origin origin) throws IOException {
    Journal journal = new Journal(file, origin);
    lines(file).forEach(journal::replay);
    return journal;
  }

  /** The lines. The last one may have been cut off, and is then left out. */
  private static List<JsonTree> lines(Path file) throws IOException {
    List<JsonTree> lines = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readString(file).split("\n")) {
        JsonTree.parsed(line).ifPresent(lines::add);
      }
    }
    return lines;
  }

  private static String text(JsonTree line, String member) {
    return line.member(member).flatMap(JsonTree::string).orElse("");
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException damaged) {
      return Instant.EPOCH;
    }
  }

  private void replay(JsonTree line) {
    if (line.member(PASS).isPresent()) {
      pass = time(text(line, PASS));
      isFinished = false;
      done.clear();
    } else if (line.member(FINISHED).isPresent()) {
      isFinished = true;
    } else if (line.member(SUBJECT).isPresent()) {
      Map<String, String> refused = new TreeMap<>();
      if (line.member("refused").orElse(null) instanceof JsonTree.Members layers) {
        layers.members().keySet().forEach(layer -> refused.put(layer, text(layers, layer)));
      }
      String folder = text(line, SUBJECT);
      boolean exists = line.member("gone").isEmpty();
      put(new Entry(folder, time(text(line, "at")), exists, exists ? refused : Map.of()));
    }
  }

  private void put(Entry entry) {
    entries.put(entry.folder(), entry);
    if (entry.isWhole()) {
      done.add(entry.folder());
    } else {
      done.remove(entry.folder());
    }
  }

  /** Goes on with a pass that was not finished, or begins another. */
  void begin(Instant now) throws IOException {
    if (isFinished) {
      pass = now;
      isFinished = false;
      done.clear();
      rewrite();
    }
  }

  /** Whether a pass that has begun already has read a subject whole. */
  boolean isDone(String folder) {
    return done.contains(folder);
  }

  void add(Entry entry) throws IOException {
    put(entry);
    append(line(entry));
  }

  /** Forgets a subject whose folder was removed. */
  void remove(String folder) {
    entries.remove(folder);
    done.remove(folder);
  }

  void finish(Instant now) throws IOException {
    isFinished = true;
    rewrite();
    append(object(Map.of(FINISHED, now.toString())));
  }

  /** The newest entry of each subject, in the order of their folders. */
  Collection<Entry> entries() {
    return entries.values();
  }

  /** Writes the newest entries to another file, which then takes the place of the journal. */
  private void rewrite() throws IOException {
    StringBuilder text = new StringBuilder();
    Map<String, String> first = new LinkedHashMap<>();
    first.put(ACCOUNT, origin.account());
    first.put("partition", origin.partition());
    first.put("endpoint", origin.endpoint());
    text.append(object(first)).append('\n');
    entries.values().forEach(entry -> text.append(line(entry)).append('\n'));
    text.append(object(Map.of(PASS, pass.toString()))).append('\n');
    Path next = file.resolveSibling("journal.next");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private void append(String line) throws IOException {
    // A line break before each line: the last line of a run that was killed may lack its own.
    Files.write(
        file, ("\n" + line + "\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
  }

  private static String object(Map<String, String> members) {
    return JsonWriter.text(Layout.COMPACT, out -> out.object(() -> members.forEach(out::member)));
  }

  private static String line(Entry entry) {
    return JsonWriter.text(
        Layout.COMPACT,
        out ->
            out.object(
                () -> {
                  out.member(SUBJECT, entry.folder());
                  out.member("at", entry.at().toString());
                  if (!entry.exists()) {
                    out.member("gone", true);
                  } else if (!entry.refused().isEmpty()) {
                    out.member("refused");
                    out.object(() -> entry.refused().forEach(out::member));
                  }
                }));
  }
}
