package io.kmspolicy.cli.report;

import io.kmspolicy.cli.html.HtmlGrid;
import io.kmspolicy.cli.html.HtmlPage;
import io.kmspolicy.cli.query.Answer;
import io.kmspolicy.cli.query.Principal;
import io.kmspolicy.cli.report.FleetKeys.Facts;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The answers about a fleet as a page. */
final class FleetPage {

  private final FleetCells cells;
  private final Collection<Principal> principals;

  private FleetPage(FleetCells cells, Collection<Principal> principals) {
    this.cells = cells;
    this.principals = principals;
  }

  static String of(String directory, FleetCells cells, Collection<Principal> principals) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("policy directory", directory);
    facts.put("principals", number(principals.size()));
    facts.put("keys", number(cells.keys().keys().size()));
    String json =
        JsonWriter.text(
            JsonWriter.Layout.COMPACT,
            out -> out.object(() -> new FleetPage(cells, principals).write(out)));
    HtmlGrid grid =
        new HtmlGrid(
            "fleet",
            "What principals may do with keys",
            "principals",
            "keys",
            Arrays.stream(ActionGroup.values()).map(ActionGroup::text).toList(),
            json);
    return HtmlPage.of("Access to KMS keys", facts, List.of(grid));
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private void write(JsonWriter out) {
    out.member("groups").array(List.of(ActionGroup.values()), group -> write(group, out));
    out.member("columns").array(cells.keys().keys(), key -> write(key, out));
    out.member("rows");
    List<Integer> rows = cells.rows();
    int[] next = {0};
    out.array(principals, principal -> write(principal, rows.get(next[0]++), out));
    FleetCell.Store store = cells.store();
    out.member("texts").strings(store.texts());
    out.member("conditions").array(store.conditions(), out::raw);
    out.member("answers").array(store.answers(), answer -> write(answer, out));
    numbers("parts", store.parts(), out);
    numbers("cells", store.cells(), out);
    numbers("cellsOfRows", store.rows(), out);
  }

  private static void write(ActionGroup group, JsonWriter out) {
    out.object(
        () -> {
          out.member("name", group.text());
          out.member("items").strings(group.actions().stream().map(KmsAction::name).toList());
        });
  }

  /** A key by its first alias, if it has one, or by its id. */
  private static void write(Facts key, JsonWriter out) {
    List<KmsResource.Alias> aliases = key.aliases();
    String name = aliases.isEmpty() ? key.key().keyId() : "alias/" + aliases.get(0).name();
    String more =
        aliases.stream()
            .skip(1)
            .map(alias -> ", alias/" + alias.name())
            .collect(Collectors.joining());
    header(
        name,
        key.key().arn() + more,
        key.key().accountId() + " " + key.key().region(),
        key.names(),
        -1,
        out);
  }

  private static void write(Principal principal, int row, JsonWriter out) {
    PrincipalNames names = new PrincipalNames(principal);
    header(names.shortName(), names.longName(), names.account(), names.markers(), row, out);
  }

  private static void header(
      String name, String full, String note, NameMarkers markers, int row, JsonWriter out) {
    out.object(
        () -> {
          out.member("name", name);
          out.member("full", full);
          out.member("note", note);
          if (row >= 0) {
            out.member("cells", row);
          }
          out.member("names")
              .object(
                  () ->
                      markers
                          .names()
                          .forEach((mark, text) -> out.member(String.valueOf(mark), text)));
        });
  }

  /** An answer as an array: result, text, conditions, statements that decide. */
  private static void write(FleetCell.Numbered answer, JsonWriter out) {
    String deciding =
        answer.deciding().stream().map(text -> "," + text).collect(Collectors.joining());
    out.raw(
        "["
            + look(answer.result())
            + ","
            + answer.why()
            + ","
            + answer.condition()
            + deciding
            + "]");
  }

  private static int look(Answer.Result result) {
    return switch (result) {
      case ALLOWED -> 0;
      case CONDITIONAL -> 1;
      case UNKNOWN -> 2;
      case DENIED -> 3;
    };
  }

  private static void numbers(String name, List<List<Integer>> lists, JsonWriter out) {
    out.member(name)
        .array(
            lists,
            list ->
                out.raw(
                    list.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"))));
  }
}
