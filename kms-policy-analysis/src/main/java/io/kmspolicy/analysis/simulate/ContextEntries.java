package io.kmspolicy.analysis.simulate;

import io.kmspolicy.analysis.simulate.SimulationInputReader.Item;
import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Listing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the condition keys of a simulation and checks their values against their types. */
final class ContextEntries {

  private static final String MEMBER = "ContextEntries";
  private static final String LIST = "List";
  private static final List<String> MEMBERS =
      List.of("ContextKeyName", "ContextKeyValues", "ContextKeyType");
  private static final StatementAnalysis VALUES = StatementAnalysis.of(PolicyType.IDENTITY, false);
  private static final Map<String, Comparison> TYPES =
      Map.of(
          "string", Comparison.STRING_EQUALS,
          "numeric", Comparison.NUMERIC_EQUALS,
          "boolean", Comparison.BOOL,
          "ip", Comparison.IP_ADDRESS,
          "binary", Comparison.BINARY_EQUALS,
          "date", Comparison.DATE_EQUALS);

  private final SimulationInputReader reader;

  ContextEntries(SimulationInputReader reader) {
    this.reader = reader;
  }

  /** The values by key. An entry without values states that the key is absent. */
  Map<String, ContextValue> read(JsonTree.Members root) {
    Map<String, ContextValue> entries = new LinkedHashMap<>();
    List<String> seen = new ArrayList<>();
    for (Item item : reader.items(root, MEMBER)) {
      if (!(item.value() instanceof JsonTree.Members entry)) {
        reader.problem(item.value(), item.pointer(), "this must be an object");
        continue;
      }
      reader.only(entry, item.pointer(), "a context entry", MEMBERS);
      Optional<Item> name = required(entry, item.pointer(), "ContextKeyName");
      List<Item> values = values(entry, item.pointer());
      required(entry, item.pointer(), "ContextKeyType").ifPresent(type -> check(type, values));
      name.map(Item::text)
          .ifPresent(
              key -> {
                if (seen.contains(LetterCase.lowerCase(key))) {
                  reader.problem(
                      entry, item.pointer(), "`" + key + "` is given twice; list all values");
                }
                seen.add(LetterCase.lowerCase(key));
                entries.put(
                    key,
                    values.isEmpty()
                        ? ContextValue.absent()
                        : new ContextValue.Present(values.stream().map(Item::text).toList()));
              });
    }
    return entries;
  }

  private Optional<Item> required(JsonTree.Members entry, String pointer, String member) {
    Optional<JsonTree> value = entry.member(member);
    if (value.isEmpty()) {
      reader.problem(entry, pointer, "a context entry must have a `" + member + "`");
      return Optional.empty();
    }
    Item item = new Item(value.get(), pointer + "/" + member);
    return reader.text(item).map(text -> item);
  }

  private List<Item> values(JsonTree.Members entry, String pointer) {
    String valuesPointer = pointer + "/ContextKeyValues";
    Optional<JsonTree> value = entry.member("ContextKeyValues");
    if (value.isEmpty() || !(value.get() instanceof JsonTree.Elements list)) {
      reader.problem(
          value.orElse(entry),
          value.isEmpty() ? pointer : valuesPointer,
          "a context entry must have `ContextKeyValues`, an array of strings; an empty one says"
              + " that the request has no such key");
      return List.of();
    }
    return SimulationInputReader.items(list, valuesPointer).stream()
        .filter(item -> reader.text(item).isPresent())
        .toList();
  }

  private void check(Item typeItem, List<Item> values) {
    String type = typeItem.text();
    boolean many = type.endsWith(LIST);
    String single = many ? type.substring(0, type.length() - LIST.length()) : type;
    Comparison comparison = TYPES.get(single);
    if (comparison == null) {
      reader.problem(
          typeItem.value(),
          typeItem.pointer(),
          "`"
              + type
              + "` is not a type; it must be one of "
              + Listing.firstOf(TYPES.keySet().stream().sorted().toList())
              + ", or one of them followed by `List`");
      return;
    }
    if (!many && values.size() > 1) {
      reader.problem(
          typeItem.value(),
          typeItem.pointer(),
          "`" + type + "` is for one value; `" + type + LIST + "` is for several");
    }
    for (Item value : values) {
      if (!VALUES.canRead(comparison, value.text())) {
        reader.problem(
            value.value(),
            value.pointer(),
            "`" + value.text() + "` is not a value of type `" + single + "`");
      }
    }
  }
}
