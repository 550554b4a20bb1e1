package io.kmspolicy.replay.report;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.writer.PolicyWriter;
import io.kmspolicy.replay.Change;
import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.result.Agreement;
import io.kmspolicy.replay.result.KeySuggestion;
import io.kmspolicy.replay.result.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Suggested key policies that a replay has checked, and their report. */
public final class SuggestionReport {

  private static final List<Change> BREAKING = List.of(Change.BREAKS, Change.MAY_BREAK);

  private SuggestionReport() {}

  /** The suggestions that break no call of a replay in which they were the proposed policies. */
  public static List<KeySuggestion> unbroken(
      List<KeySuggestion> suggestions, ReplayReport replayed) {
    return suggestions.stream().map(suggestion -> unbroken(suggestion, replayed)).toList();
  }

  private static KeySuggestion unbroken(KeySuggestion suggestion, ReplayReport replayed) {
    if (suggestion.after().isEmpty()) {
      return suggestion;
    }
    if (replayed.records().lost() > 0) {
      return suggestion.refused("some records could not be read: they may need more");
    }
    Optional<String> contradiction = contradiction(suggestion.key(), replayed);
    if (contradiction.isPresent()) {
      return suggestion.refused(contradiction.get());
    }
    for (Change change : BREAKING) {
      ReplayReport.Asked asked = replayed.changes().get(change);
      if (asked == null) {
        continue;
      }
      Optional<Question> broken =
          asked.questions().keySet().stream()
              .filter(question -> question.resources().contains(suggestion.key().arn()))
              .findFirst();
      if (broken.isPresent()) {
        return suggestion.refused(
            "it may break " + broken.get().operation() + " by " + broken.get().caller());
      }
      if (asked.others() > 0) {
        return suggestion.refused("the calls that it may break are too many to list");
      }
    }
    return suggestion;
  }

  /** A call that AWS allowed and the current policies deny shows that these were not in force. */
  private static Optional<String> contradiction(KmsResource.Key key, ReplayReport replayed) {
    ReplayReport.Asked asked = replayed.questions().get(Agreement.FALSE_DENIAL);
    if (asked == null) {
      return Optional.empty();
    }
    String unknown = new KmsResource.UnknownKey(key.partition(), key.region()).arn();
    Optional<Question> allowed =
        asked.questions().keySet().stream()
            .filter(
                question ->
                    question.resources().contains(key.arn())
                        || question.resources().contains(unknown))
            .findFirst();
    if (allowed.isPresent()) {
      return Optional.of(
          "AWS allowed "
              + allowed.get().operation()
              + " by "
              + allowed.get().caller()
              + ", which the policies deny: they are not those that were in force");
    }
    return asked.others() > 0
        ? Optional.of("the calls that AWS allowed and the policies deny are too many to list")
        : Optional.empty();
  }

  /**
   * The suggestions as text.
   *
   * @param place where they are written
   */
  public static String text(List<KeySuggestion> suggestions, String place) {
    StringBuilder text = new StringBuilder();
    List<KeySuggestion> written = new ArrayList<>(suggestions);
    written.removeIf(suggestion -> suggestion.after().isEmpty());
    line(text, "");
    line(
        text,
        "%,d of %,d key policies can allow less, and break none of the judged calls; %s",
        written.size(),
        suggestions.size(),
        written.isEmpty() ? "nothing is written" : "written to " + place);
    for (KeySuggestion suggestion : suggestions) {
      line(text, "%12s%s", "", suggestion.key().arn());
      line(
          text,
          "%14s%s",
          "",
          suggestion
              .after()
              .map(after -> sizes(suggestion.before(), after))
              .orElse("not written: " + suggestion.reason()));
    }
    return text.toString();
  }

  /** The numbers of statements, and what is proven. */
  public static String sizes(PolicyDocument before, PolicyDocument after) {
    int from = before.statements().size();
    int to = after.statements().size();
    return String.format(
        Locale.ROOT,
        "%,d %s in place of %,d; proven: it allows nothing new",
        to,
        to == 1 ? "statement" : "statements",
        from);
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(Quoting.escape(String.format(Locale.ROOT, format, arguments))).append('\n');
  }

  /** Writes the suggestions as the elements of an array. */
  static void write(JsonWriter out, List<KeySuggestion> suggestions) {
    out.member("suggested")
        .array(
            suggestions,
            suggestion ->
                out.object(
                    () -> {
                      out.member("key", suggestion.key().arn());
                      out.optionalMember("refused", suggestion.reason());
                      suggestion
                          .after()
                          .ifPresent(
                              after ->
                                  out.member("policy").raw(PolicyWriter.compact().write(after)));
                    }));
  }
}
