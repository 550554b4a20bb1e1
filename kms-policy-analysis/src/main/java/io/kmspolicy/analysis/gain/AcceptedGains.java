package io.kmspolicy.analysis.gain;

import io.kmspolicy.engine.proof.Gains;
import io.kmspolicy.model.json.JsonSyntaxException;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;

/** The gains that a change is meant to give, as a file states them. Immutable. */
public final class AcceptedGains {

  private static final int MAX_BYTES = 4 << 20;

  private final List<AcceptedGain> entries;
  private final LocalDate today;

  private AcceptedGains(List<AcceptedGain> entries, LocalDate today) {
    this.entries = List.copyOf(entries);
    this.today = today;
  }

  /** No gain is intended. */
  public static AcceptedGains none() {
    return new AcceptedGains(List.of(), LocalDate.EPOCH);
  }

  /**
   * Reads a file.
   *
   * @param file its name in messages
   * @throws BadInputException if it is not as the page of the command describes
   */
  public static AcceptedGains read(String file, InputStream in) throws IOException {
    byte[] content = in.readNBytes(MAX_BYTES + 1);
    if (content.length > MAX_BYTES) {
      throw new BadInputException(file + ": the file is larger than 4 MiB");
    }
    String text = new String(content, StandardCharsets.UTF_8);
    try {
      return new AcceptedGains(
          new AcceptedGainsReader(file).read(JsonTree.parse(text)), LocalDate.now(ZoneOffset.UTC));
    } catch (JsonSyntaxException malformed) {
      throw new BadInputException(
          file + ":" + malformed.line() + ":" + malformed.column() + ": " + malformed.getMessage());
    }
  }

  /**
   * Whether an access is accepted today.
   *
   * @param names the names of keys and aliases; {@code *} for no key
   */
  public boolean covers(Gains.Access access, Function<KmsResource, String> names) {
    return entries.stream()
        .filter(entry -> !today.isAfter(entry.expires()))
        .anyMatch(entry -> entry.covers(access, names));
  }

  /** What a change says of each intended gain. */
  List<AcceptedGain.Matched> in(Gains gains, Function<KmsResource, String> names) {
    return entries.stream().map(entry -> entry.in(gains, names, today)).toList();
  }
}
