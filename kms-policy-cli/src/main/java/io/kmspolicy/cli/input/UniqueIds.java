package io.kmspolicy.cli.input;

import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.model.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The users and roles of a policy directory by their unique ids, as {@code user.json} and {@code
 * role.json} state them, to name what texts print.
 *
 * @param arns the ARNs by id, such as {@code AROAEXAMPLEID}
 */
public record UniqueIds(Map<String, String> arns) {

  private static final Pattern ID = Pattern.compile("\\b(?:AROA|AIDA)[A-Z0-9]{12,124}\\b");

  /** Copies the map. */
  public UniqueIds {
    arns = Map.copyOf(arns);
  }

  /** No ids. */
  public static UniqueIds none() {
    return new UniqueIds(Map.of());
  }

  /** The ids in a policy directory; none for other policies. */
  public static UniqueIds of(Optional<PolicyInput> policies) {
    return policies
        .map(read -> new UniqueIds(read.directory().arnsByUniqueId()))
        .orElseGet(UniqueIds::none);
  }

  /** The end of a text with a line for each id in it that is known; empty if there is none. */
  public String section(String text) {
    Map<String, String> known = in(text);
    return known.isEmpty()
        ? ""
        : known.entrySet().stream()
            .map(one -> "  - `" + one.getKey() + "` is the unique id of `" + one.getValue() + "`\n")
            .collect(Collectors.joining("", "\nUnique ids\n", ""));
  }

  /** A JSON object with the member {@code uniqueIds} for the ids in it that are known. */
  public String added(String object) {
    Map<String, String> known = in(object);
    if (known.isEmpty()) {
      return object;
    }
    String member =
        JsonWriter.text(
            JsonWriter.Layout.COMPACT,
            out ->
                out.object(
                    () ->
                        out.member("uniqueIds")
                            .object(() -> known.forEach((id, arn) -> out.member(id, arn)))));
    return object.substring(0, object.length() - 1) + "," + member.substring(1);
  }

  /** The known ids in a text with their ARNs, in the order of the text. */
  private Map<String, String> in(String text) {
    Map<String, String> known = new LinkedHashMap<>();
    for (String id : ID.matcher(text).results().map(MatchResult::group).toList()) {
      String arn = arns.get(id);
      if (arn != null) {
        known.put(id, arn);
      }
    }
    return known;
  }
}
