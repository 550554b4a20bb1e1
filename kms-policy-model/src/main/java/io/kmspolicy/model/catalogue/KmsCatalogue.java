package io.kmspolicy.model.catalogue;

import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The KMS catalogue: every action, condition key and operation of KMS as of {@link #date()}.
 *
 * <p>The catalogue is immutable. It is read once, from resources of this library, and its
 * operations and the uses by services when they are first asked for. Lookups ignore the letter case
 * of names.
 *
 * <pre>{@code
 * KmsCatalogue catalogue = KmsCatalogue.bundled();
 * catalogue.action("kms:createkey").map(KmsAction::needsNoKey); // true
 * catalogue.conditionKey("kms:EncryptionContext:tenant").map(ConditionKeyFacts::type); // STRING
 * catalogue.operation("ReEncrypt").map(KmsOperation::checks); // two checks
 * }</pre>
 */
public final class KmsCatalogue {

  private static final char TEMPLATE = '$';

  private final String date;
  private final List<KmsAction> actions;
  private final List<ConditionKeyFacts> conditionKeys;
  private final Map<String, KmsAction> actionsByName;

  /** By each name, as it is spelled and in lower case. */
  private final Map<String, ConditionKeyFacts> keysByName;

  private final List<Template> templates;

  private record Template(String prefix, ConditionKeyFacts facts) {}

  /** Holds the bundled catalogue, which is read on first use (initialization-on-demand holder). */
  private static final class Bundled {
    static final KmsCatalogue CATALOGUE = CatalogueReader.read();
  }

  /** Holds the operations, which decisions do not need, in the same way. */
  private static final class BundledOperations {
    static final CatalogueReader.Operations FACTS = CatalogueReader.operations();
    static final Map<String, KmsOperation> BY_NAME = byName(FACTS.operations(), KmsOperation::name);
  }

  /** Holds the uses of keys by services, which only questions about them need, in the same way. */
  private static final class BundledUses {
    static final List<ServiceUse> USES = ServiceUseReader.read();
  }

  KmsCatalogue(CatalogueReader.Facts facts) {
    date = facts.date();
    actions = List.copyOf(facts.actions());
    conditionKeys = facts.conditionKeys().stream().map(CatalogueReader.NamedKey::facts).toList();
    actionsByName = byName(actions, KmsAction::name);
    templates = new ArrayList<>();
    keysByName =
        facts.conditionKeys().stream()
            .flatMap(
                key ->
                    key.names().stream()
                        .flatMap(name -> Stream.of(name, lower(name)).distinct())
                        .map(name -> Map.entry(name, key.facts())))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    for (CatalogueReader.NamedKey key : facts.conditionKeys()) {
      if (key.isOpenTemplate()) {
        String name = lower(key.facts().name());
        templates.add(new Template(name.substring(0, name.indexOf(TEMPLATE)), key.facts()));
      }
    }
  }

  private static <T> Map<String, T> byName(List<T> elements, Function<T, String> name) {
    return elements.stream()
        .collect(
            Collectors.toUnmodifiableMap(
                element -> lower(name.apply(element)), element -> element));
  }

  private static String lower(String text) {
    return LetterCase.lowerCase(text);
  }

  /** The catalogue that is bundled with this library. */
  public static KmsCatalogue bundled() {
    return Bundled.CATALOGUE;
  }

  /** The date on which the facts were collected, such as {@code 2026-11-24}. */
  public String date() {
    return date;
  }

  /**
   * The action with this name.
   *
   * @param name such as {@code kms:Decrypt}
   * @return empty if KMS has none
   */
  public Optional<KmsAction> action(String name) {
    return Optional.ofNullable(actionsByName.get(lower(name)));
  }

  /** All actions, in alphabetical order. */
  public List<KmsAction> actions() {
    return actions;
  }

  /**
   * The condition key with this name. A name with a variable part, such as {@code
   * aws:PrincipalTag/team}, returns its template.
   *
   * @return empty if no request to KMS can carry this key
   */
  public Optional<ConditionKeyFacts> conditionKey(String name) {
    ConditionKeyFacts spelled = keysByName.get(name);
    if (spelled != null) {
      return Optional.of(spelled);
    }
    String key = lower(name);
    ConditionKeyFacts exact = keysByName.get(key);
    if (exact != null) {
      return Optional.of(exact);
    }
    for (Template template : templates) {
      if (key.length() > template.prefix().length() && key.startsWith(template.prefix())) {
        return Optional.of(template.facts());
      }
    }
    return Optional.empty();
  }

  /** All condition keys. Those of KMS come first. */
  public List<ConditionKeyFacts> conditionKeys() {
    return conditionKeys;
  }

  /**
   * The API operation with this name.
   *
   * @param operation such as {@code ReEncrypt}
   * @return empty if KMS has none
   */
  public Optional<KmsOperation> operation(String operation) {
    return Optional.ofNullable(BundledOperations.BY_NAME.get(lower(operation)));
  }

  /** All operations of the API. */
  public List<KmsOperation> operations() {
    return BundledOperations.FACTS.operations();
  }

  /** What AWS services do with customers' keys, use by use. */
  public List<ServiceUse> serviceUses() {
    return BundledUses.USES;
  }

  /** The condition keys of a group, as templates. */
  public List<String> keysOf(ContextSet set) {
    return BundledOperations.FACTS.contextSets().getOrDefault(set, List.of());
  }
}
