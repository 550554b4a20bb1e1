package io.kmspolicy.analysis.gain;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.Quoting;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads a file of intended gains. Every mistake is named with its place. */
final class AcceptedGainsReader {

  private static final String ACCEPTED = "accepted";
  private static final Set<String> MEMBERS =
      Set.of("principal", "actions", "key", "reason", "expires");
  private static final Pattern PRINCIPAL =
      Pattern.compile(
          "anyone|any service|any user or"
              + " role|[0-9]{12}|o-[a-z0-9/-]+|arn:[^*?\\s]+|[a-z0-9.-]+\\.[a-z.]+");

  private final String file;

  AcceptedGainsReader(String file) {
    this.file = file;
  }

  List<AcceptedGain> read(JsonTree tree) {
    if (!(tree instanceof JsonTree.Members top)
        || !(top.members().get(ACCEPTED) instanceof JsonTree.Elements list)) {
      throw mistake(tree, "", "the file must be an object with an array `accepted`");
    }
    requireMembers(top, "", Set.of(ACCEPTED));
    List<AcceptedGain> entries = new ArrayList<>();
    for (int i = 0; i < list.elements().size(); i++) {
      entries.add(entry(list.elements().get(i), "/" + ACCEPTED + "/" + i));
    }
    return entries;
  }

  private AcceptedGain entry(JsonTree tree, String at) {
    if (!(tree instanceof JsonTree.Members entry)) {
      throw mistake(tree, at, "an accepted gain must be an object");
    }
    requireMembers(entry, at, MEMBERS);
    String principal = text(entry, at, "principal");
    if (!PRINCIPAL.matcher(principal).matches()) {
      throw mistake(
          entry.members().getOrDefault("principal", entry),
          at + "/principal",
          Quoting.quote(principal)
              + " is no principal of a row: `anyone`, an account, an organization, an ARN, a"
              + " service or `any service`, without wildcards");
    }
    return new AcceptedGain(
        principal,
        actions(entry, at),
        text(entry, at, "key"),
        text(entry, at, "reason"),
        expires(entry, at),
        file + ":" + entry.line() + ":" + entry.column());
  }

  private void requireMembers(JsonTree.Members object, String at, Set<String> known) {
    object
        .members()
        .forEach(
            (name, value) -> {
              if (!known.contains(name)) {
                throw mistake(
                    value,
                    at + "/" + name,
                    Quoting.quote(name)
                        + " is no member here; expected "
                        + String.join(", ", new TreeSet<>(known)));
              }
            });
  }

  private String text(JsonTree.Members entry, String at, String name) {
    JsonTree value = entry.members().get(name);
    if (value == null) {
      throw mistake(entry, at, "an accepted gain must have `" + name + "`");
    }
    return value
        .string()
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> mistake(value, at + "/" + name, "`" + name + "` must be a text"));
  }

  private Set<String> actions(JsonTree.Members entry, String at) {
    JsonTree value = entry.members().get("actions");
    if (!(value instanceof JsonTree.Elements list) || list.elements().isEmpty()) {
      throw mistake(
          value == null ? entry : value,
          value == null ? at : at + "/actions",
          "an accepted gain must have `actions`, a list of actions such as `kms:Decrypt`");
    }
    Set<String> actions = new TreeSet<>();
    for (int i = 0; i < list.elements().size(); i++) {
      JsonTree one = list.elements().get(i);
      String place = at + "/actions/" + i;
      actions.add(
          one.string()
              .flatMap(KmsCatalogue.bundled()::action)
              .map(KmsAction::name)
              .orElseThrow(
                  () -> mistake(one, place, "it must be one action of KMS, without wildcards")));
    }
    return actions;
  }

  private LocalDate expires(JsonTree.Members entry, String at) {
    String text = text(entry, at, "expires");
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException noDate) {
      throw mistake(
          entry.members().getOrDefault("expires", entry),
          at + "/expires",
          Quoting.quote(text) + " is no date such as `2027-03-31`");
    }
  }

  private BadInputException mistake(JsonTree tree, String pointer, String text) {
    return new BadInputException(
        file
            + ":"
            + tree.line()
            + ":"
            + tree.column()
            + ": "
            + text
            + (pointer.isEmpty() ? "" : " (at " + Quoting.escape(pointer) + ")"));
  }
}
