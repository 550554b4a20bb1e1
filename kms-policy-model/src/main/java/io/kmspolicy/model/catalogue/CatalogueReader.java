package io.kmspolicy.model.catalogue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the bundled catalogue. {@code scripts/generate-catalogue.py} generates its files. */
final class CatalogueReader {

  private CatalogueReader() {}

  record Facts(String date, List<KmsAction> actions, List<NamedKey> conditionKeys) {}

  record Operations(List<KmsOperation> operations, Map<ContextSet, List<String>> contextSets) {}

  /**
   * A condition key with its names.
   *
   * @param names for a plain key, its name; for a template with a closed set of names, the template
   *     and all of these names; empty for a template with a free variable part
   */
  record NamedKey(ConditionKeyFacts facts, List<String> names) {
    boolean isOpenTemplate() {
      return names.isEmpty();
    }
  }

  static KmsCatalogue read() {
    CatalogueEntry actions = CatalogueEntry.ofResource("actions.json");
    CatalogueEntry keys = CatalogueEntry.ofResource("condition-keys.json");
    return new KmsCatalogue(
        new Facts(
            actions.text("date"),
            actions.objects("actions").stream().map(CatalogueReader::action).toList(),
            keys.objects("conditionKeys").stream().map(CatalogueReader::conditionKey).toList()));
  }

  static Operations operations() {
    CatalogueEntry operations = CatalogueEntry.ofResource("operations.json");
    return new Operations(
        operations.objects("operations").stream().map(CatalogueReader::operation).toList(),
        Map.copyOf(contextSets(operations.object("contextSets"))));
  }

  private static KmsAction action(CatalogueEntry json) {
    return new KmsAction(
        json.text("name"),
        constants(json, "resources", ResourceKind.class),
        constant(json, "crossAccount", CrossAccountUse.class),
        constant(json, "keyPolicy", KeyPolicyControl.class),
        json.flag("grantable"),
        constant(json, "grantContext", EncryptionContextUse.class),
        json.flag("cryptographic"),
        json.text("accessLevel"),
        json.texts("conditionKeys"),
        json.flag("conditionKeysKnown"),
        json.texts("dependentActions"));
  }

  private static NamedKey conditionKey(CatalogueEntry json) {
    ConditionKeyFacts facts =
        new ConditionKeyFacts(
            json.text("name"),
            constant(json, "type", ValueType.class),
            json.flag("multivalued"),
            constants(json, "sources", ConditionKeyFacts.Source.class),
            json.flag("always"),
            constant(json, "knowledge", ClientKnowledge.class),
            json.flag("inKeyPolicies"),
            json.flag("everyAction"),
            json.texts("actions"),
            json.texts("values"),
            json.text("aliasOf"));
    List<String> names = new ArrayList<>(json.texts("names"));
    names.add(facts.name());
    boolean open = facts.isTemplate() && names.size() == 1;
    return new NamedKey(facts, open ? List.of() : names);
  }

  private static KmsOperation operation(CatalogueEntry json) {
    return new KmsOperation(
        json.text("name"),
        json.text("clientMethod"),
        json.text("requestClass"),
        constant(json, "crossAccount", CrossAccountUse.class),
        constants(json, "foreignIdentifiers", KeyIdentifierForm.class),
        json.text("grantTokensMember"),
        json.flag("supportsDryRun"),
        json.objects("checks").stream().map(CatalogueReader::check).toList());
  }

  private static OperationCheck check(CatalogueEntry json) {
    return new OperationCheck(
        json.text("action"),
        occasion(json.object("when")),
        resource(json.object("resource")),
        json.text("regionMember"),
        constants(json, "authorities", Authority.class),
        constants(json, "contextSets", ContextSet.class),
        json.objects("context").stream().map(CatalogueReader::mapping).toList(),
        json.texts("openKeys"),
        constant(json, "confidence", Confidence.class));
  }

  private static OperationCheck.Occasion occasion(CatalogueEntry json) {
    return switch (json.text("is")) {
      case "ALWAYS" -> new OperationCheck.Occasion.Always();
      case "GIVEN" -> new OperationCheck.Occasion.Given(json.text("member"));
      case "EQUAL" ->
          new OperationCheck.Occasion.Equal(
              json.text("member"), json.text("value"), json.flag("orAbsent"));
      default -> throw new IllegalStateException("unknown occasion `" + json.text("is") + "`");
    };
  }

  private static CheckedResource resource(CatalogueEntry json) {
    return switch (json.text("is")) {
      case "KEY" ->
          new CheckedResource.Key(
              json.text("member"),
              json.flag("optional"),
              constants(json, "forms", KeyIdentifierForm.class));
      case "KEY_BEHIND_ALIAS" -> new CheckedResource.KeyBehindAlias(json.text("member"));
      case "ALIAS" -> new CheckedResource.Alias(json.text("member"));
      case "NEW_KEY" -> new CheckedResource.NewKey(json.text("member"));
      case "REPLICA" -> new CheckedResource.Replica(json.text("member"), json.text("regionMember"));
      case "NONE" -> new CheckedResource.None();
      case "EXTERNAL" -> new CheckedResource.External();
      default -> throw new IllegalStateException("unknown resource `" + json.text("is") + "`");
    };
  }

  private static ContextMapping mapping(CatalogueEntry json) {
    return new ContextMapping(
        json.text("key"),
        json.texts("members"),
        constant(json, "rule", ContextMapping.Rule.class),
        constant(json, "whenAbsent", ContextMapping.WhenAbsent.class),
        json.text("default"),
        json.texts("openWhenGiven"),
        constant(json, "confidence", Confidence.class));
  }

  private static Map<ContextSet, List<String>> contextSets(CatalogueEntry json) {
    Map<ContextSet, List<String>> sets = new EnumMap<>(ContextSet.class);
    for (ContextSet set : ContextSet.values()) {
      sets.put(set, json.texts(set.name()));
    }
    return sets;
  }

  private static <E extends Enum<E>> E constant(CatalogueEntry json, String member, Class<E> type) {
    return Enum.valueOf(type, json.text(member));
  }

  private static <E extends Enum<E>> Set<E> constants(
      CatalogueEntry json, String member, Class<E> type) {
    return json.texts(member).stream()
        .map(text -> Enum.valueOf(type, text))
        .collect(Collectors.toUnmodifiableSet());
  }
}
