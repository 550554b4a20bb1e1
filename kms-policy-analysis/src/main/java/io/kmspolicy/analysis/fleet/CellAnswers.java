package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.fleet.FleetKeys.Facts;
import io.kmspolicy.analysis.query.Answer.Result;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.json.JsonTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The answers of the grid's cells by the numbers of their actions. Not thread-safe. */
final class CellAnswers {

  private final FleetCells cells;
  private final List<KmsAction> actions = new ArrayList<>();
  private final List<ActionGroup> groups = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Integer, List<FleetCell.Numbered>> answers = new HashMap<>();
  private final Map<Integer, Integer> indeterminate = new HashMap<>();
  private final Map<Integer, Set<String>> conditionKeys = new HashMap<>();

  CellAnswers(FleetCells cells) {
    this.cells = cells;
    for (ActionGroup group : ActionGroup.values()) {
      for (KmsAction action : group.actions()) {
        numbers.put(action.name(), actions.size());
        actions.add(action);
        groups.add(group);
      }
    }
  }

  /** The actions. */
  List<KmsAction> actions() {
    return actions;
  }

  /** The group of each action. */
  List<ActionGroup> groups() {
    return groups;
  }

  /** The answers of a cell, one for each action. */
  List<FleetCell.Numbered> of(int row, Facts key) {
    return answers.computeIfAbsent(cell(row, key), this::answers);
  }

  /** The number of indeterminate answers of a cell. */
  int indeterminate(int row, Facts key) {
    return indeterminate.computeIfAbsent(
        cell(row, key),
        unused ->
            (int)
                of(row, key).stream()
                    .filter(answer -> answer.result() == Result.INDETERMINATE)
                    .count());
  }

  private int cell(int row, Facts key) {
    return cells.store().rows().get(cells.rows().get(row)).get(key.number());
  }

  private List<FleetCell.Numbered> answers(int cell) {
    FleetCell.Store store = cells.store();
    return store.cells().get(cell).stream()
        .flatMap(part -> store.parts().get(part).stream())
        .map(store.answers()::get)
        .toList();
  }

  /** The answer about an action; indeterminate for one that the grid does not have. */
  Result result(int row, Facts key, String action) {
    Integer number = numbers.get(action);
    return number == null ? Result.INDETERMINATE : of(row, key).get(number).result();
  }

  /** The condition keys of an answer; empty if they are not known as data. */
  Set<String> conditionKeys(FleetCell.Numbered answer) {
    return answer.condition() < 0
        ? Set.of()
        : conditionKeys.computeIfAbsent(
            answer.condition(),
            number -> {
              Set<String> keys = new TreeSet<>();
              JsonTree.parsed(cells.store().conditions().get(number))
                  .ifPresent(tree -> addKeys(tree, keys));
              return keys;
            });
  }

  private static void addKeys(JsonTree tree, Set<String> keys) {
    if (tree instanceof JsonTree.Elements list) {
      list.elements().forEach(each -> addKeys(each, keys));
    } else if (tree instanceof JsonTree.Members object) {
      object
          .members()
          .forEach(
              (name, value) -> {
                if (name.equals("key") && value instanceof JsonTree.Scalar key) {
                  keys.add(key.text());
                } else {
                  addKeys(value, keys);
                }
              });
    }
  }
}
