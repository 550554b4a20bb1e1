package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.fleet.FleetKeys.Facts;
import io.kmspolicy.analysis.query.Answer;
import io.kmspolicy.analysis.query.AtMost;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What every principal of a policy directory may do with every key: a row for each principal, a
 * column for each key, and in each cell an answer for each action. Equal answers, cells and rows
 * are held once. Not thread-safe.
 */
public final class FleetGrid {

  private final FleetCells cells;
  private final List<Principal> principals;

  /**
   * Whether the principal of a row may use an action on the key of a column.
   *
   * @param action the name of the action
   * @param result the result
   * @param text what is unknown, the reasons, or the most that is allowed; empty if there are
   *     conditions
   * @param conditions the conditions as {@code kms-policy who-can --json} prints them; empty if
   *     there are none, or they are not known as data
   * @param deciding the statements and grants that decide
   */
  public record Access(
      String action, Answer.Result result, String text, String conditions, List<String> deciding) {

    /** Copies the list. */
    public Access {
      deciding = List.copyOf(deciding);
    }
  }

  private FleetGrid(FleetCells cells, List<Principal> principals) {
    this.cells = cells;
    this.principals = principals;
  }

  /** The answers for a directory. */
  public static FleetGrid of(DirectoryNames names) {
    return of(names, principal -> {});
  }

  /**
   * The answers for a directory.
   *
   * @param progress receives each principal after its row was asked
   */
  public static FleetGrid of(DirectoryNames names, Consumer<Principal> progress) {
    return of(names, false, progress);
  }

  /**
   * The same; an answer that is not known says what key policies and grants allow at most.
   *
   * @param saysMost whether answers say it
   */
  public static FleetGrid of(DirectoryNames names, boolean saysMost, Consumer<Principal> progress) {
    List<Principal> principals = List.copyOf(names.principals(names.keys()));
    FleetCells cells = new FleetCells(names, saysMost);
    cells.ask(principals, progress);
    return new FleetGrid(cells, principals);
  }

  /** The principals of the rows. */
  public List<Principal> principals() {
    return principals;
  }

  /** The keys of the columns. */
  public List<KmsResource.Key> keys() {
    return cells.keys().keys().stream().map(Facts::key).toList();
  }

  /**
   * The answers of a cell, one for each action on keys.
   *
   * @param principal a principal of the rows
   * @param key a key of the columns
   * @throws IllegalArgumentException if there is no such row or column
   */
  public List<Access> access(Principal principal, KmsResource.Key key) {
    int row = principals.indexOf(principal);
    int column = keys().indexOf(key);
    if (row < 0 || column < 0) {
      throw new IllegalArgumentException(
          "the grid has no cell for " + principal.name() + " and " + key.arn());
    }
    Map<Character, String> names = new HashMap<>(cells.keys().keys().get(column).namesByMarker());
    names.putAll(new PrincipalNames(principal).markers().names());
    FleetCell.Store store = cells.store();
    int cell = store.rows().get(cells.rows().get(row)).get(column);
    Iterator<Integer> parts = store.cells().get(cell).iterator();
    List<Access> found = new ArrayList<>();
    for (ActionGroup group : ActionGroup.values()) {
      Iterator<Integer> answers = store.parts().get(parts.next()).iterator();
      for (KmsAction action : group.actions()) {
        found.add(access(action.name(), store.answers().get(answers.next()), store, names));
      }
    }
    return found;
  }

  private static Access access(
      String action,
      FleetCell.Numbered answer,
      FleetCell.Store store,
      Map<Character, String> names) {
    UnaryOperator<String> restore = text -> NameMarkers.restored(text, names);
    return new Access(
        action,
        answer.result(),
        restore.apply(store.texts().get(answer.why())),
        answer.condition() < 0 ? "" : restore.apply(store.conditions().get(answer.condition())),
        answer.deciding().stream().map(store.texts()::get).map(restore).toList());
  }

  /** The line above the grid that says which layers are not known; empty if no answer needs it. */
  public String notKnown() {
    return AtMost.notKnown(cells.notKnown());
  }

  /** The names of the groups of actions. */
  public List<String> groups() {
    return Arrays.stream(ActionGroup.values()).map(ActionGroup::text).toList();
  }

  /** The risks of the keys, as far as what is known tells. */
  public FleetRisks risks() {
    return new RiskSummary(cells, principals).risks();
  }

  /** The number of cells that differ. */
  public int differentCells() {
    return cells.store().cells().size();
  }

  /** The number of questions that the engine decided. */
  public long asked() {
    return cells.asked();
  }

  /** The grid as the JSON object from which the page of {@code kms-policy report} is made. */
  public String json() {
    return JsonWriter.text(JsonWriter.Layout.COMPACT, out -> out.object(() -> write(out)));
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
    String more =
        aliases.stream()
            .skip(1)
            .map(alias -> ", alias/" + alias.name())
            .collect(Collectors.joining());
    header(
        key.shortName(),
        key.longName() + more,
        key.key().accountId() + " " + key.key().region(),
        key.namesByMarker(),
        -1,
        out);
  }

  private static void write(Principal principal, int row, JsonWriter out) {
    PrincipalNames names = new PrincipalNames(principal);
    header(names.shortName(), names.longName(), names.account(), names.markers().names(), row, out);
  }

  private static void header(
      String name,
      String full,
      String note,
      Map<Character, String> names,
      int row,
      JsonWriter out) {
    out.object(
        () -> {
          out.member("name", name);
          out.member("full", full);
          out.member("note", note);
          if (row >= 0) {
            out.member("cells", row);
          }
          out.member("names")
              .object(() -> names.forEach((mark, text) -> out.member(String.valueOf(mark), text)));
        });
  }

  /** An answer as an array: result, text, conditions, statements that decide. */
  private static void write(FleetCell.Numbered answer, JsonWriter out) {
    String deciding =
        answer.deciding().stream().map(text -> "," + text).collect(Collectors.joining());
    out.raw("[" + look(answer) + "," + answer.why() + "," + answer.condition() + deciding + "]");
  }

  private static int look(FleetCell.Numbered answer) {
    return switch (answer.result()) {
      case ALLOWED -> 0;
      case CONDITIONAL -> 1;
      case INDETERMINATE -> answer.mostByKnown() ? 2 : 3;
      case DENIED -> 4;
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
