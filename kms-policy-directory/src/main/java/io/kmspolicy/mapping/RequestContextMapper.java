package io.kmspolicy.mapping;

import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.mapping.RequestMembers.Entry;
import io.kmspolicy.model.catalogue.CheckedResource;
import io.kmspolicy.model.catalogue.Confidence;
import io.kmspolicy.model.catalogue.ContextMapping;
import io.kmspolicy.model.catalogue.ContextMapping.WhenAbsent;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.spi.KeyDirectory;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Maps request members to condition values by the catalogue's mappings. */
public final class RequestContextMapper {

  private static final String KEY_MEMBER = "keyId";
  private static final String SOURCE = "source";
  private static final String DESTINATION = "destination";

  private final ResourceResolver resolver;
  private final KeyDirectory keys;

  public RequestContextMapper(ResourceResolver resolver, KeyDirectory keys) {
    this.resolver = resolver;
    this.keys = keys;
  }

  /** The alias by which a call names the key of a check; empty if it names the key otherwise. */
  Optional<KmsResource.Alias> aliasOf(CheckedResource resource, InterceptedCall call) {
    return resolver.aliasOf(resource, call);
  }

  /**
   * The value of a mapped condition key.
   *
   * @param varying the varying part of the key's name, in lower case; empty for a plain name
   */
  ContextValue get(ContextMapping mapping, String varying, CallMembers call) {
    for (String member : mapping.openWhenGiven()) {
      if (call.request().given(member).isPresent()) {
        return ContextValue.unknown();
      }
    }
    ContextValue mapped = mapped(mapping, varying, call);
    return mapping.confidence() == Confidence.INFERRED
        ? ifCertain(mapped, mapping, varying, call)
        : mapped;
  }

  /**
   * A mapping that AWS does not document (rule 5.25) is certain only where its absence gives the
   * same value: absent if no member could supply a value; in ReEncrypt, the value of the source and
   * of the destination if they are equal.
   */
  private ContextValue ifCertain(
      ContextValue mapped, ContextMapping mapping, String varying, CallMembers call) {
    Optional<ContextMapping> twin = twin(mapping);
    boolean certain =
        twin.isPresent()
            ? mapped.equals(mapped(twin.get(), varying, call))
            : mapped instanceof ContextValue.Absent;
    return certain ? mapped : ContextValue.unknown();
  }

  /** The mapping of the other side of ReEncrypt; empty for all other mappings. */
  private static Optional<ContextMapping> twin(ContextMapping mapping) {
    if (mapping.members().size() != 1) {
      return Optional.empty();
    }
    String member = mapping.members().get(0);
    String other =
        member.startsWith(SOURCE)
            ? DESTINATION + member.substring(SOURCE.length())
            : member.startsWith(DESTINATION) ? SOURCE + member.substring(DESTINATION.length()) : "";
    return other.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ContextMapping(
                mapping.key(),
                List.of(other),
                mapping.rule(),
                mapping.whenAbsent(),
                mapping.defaultValue(),
                mapping.openWhenGiven(),
                mapping.confidence()));
  }

  private ContextValue mapped(ContextMapping mapping, String varying, CallMembers call) {
    return switch (mapping.rule()) {
      case CONSTANT -> ContextValue.of(mapping.defaultValue());
      case GRANT_FACT, NEVER_TRUE -> ContextValue.unknown();
      case KEY_FACT -> keyFact(mapping, call);
      case SAME_KEY -> sameKey(mapping.members(), call);
      case MEMBER_NAME -> memberName(mapping, call);
      case ENTRIES -> entry(mapping, varying, call);
      default -> ofFirstMember(mapping, call);
    };
  }

  private ContextValue ofFirstMember(ContextMapping mapping, CallMembers call) {
    Optional<Object> value = first(mapping, call);
    if (value.isEmpty()) {
      return whenAbsent(mapping);
    }
    // It is not confirmed that AWS supplies the key at all.
    if (isDoubtful(mapping) && mapping.whenAbsent() != WhenAbsent.DEFAULT) {
      return ContextValue.unknown();
    }
    return switch (mapping.rule()) {
      case VALUE -> ContextValue.of(RequestMembers.textOf(value.get()));
      case VALUES -> new ContextValue.Present(RequestMembers.texts(value.get()));
      case NAMES -> counted(names(mapping, call), mapping, call);
      case ALIAS_NAME -> aliasName(RequestMembers.textOf(value.get()));
      case PRIMARY_IF_TRUE ->
          value.get().equals(true) ? ContextValue.of("PRIMARY") : ContextValue.absent();
      default -> ContextValue.unknown();
    };
  }

  private static boolean isDoubtful(ContextMapping mapping) {
    return mapping.confidence() == Confidence.UNCONFIRMED;
  }

  private static ContextValue whenAbsent(ContextMapping mapping) {
    return switch (mapping.whenAbsent()) {
      case ABSENT -> ContextValue.absent();
      case DEFAULT ->
          isDoubtful(mapping) ? ContextValue.unknown() : ContextValue.of(mapping.defaultValue());
      case UNKNOWN, REQUIRED -> ContextValue.unknown();
    };
  }

  private Optional<Object> first(ContextMapping mapping, CallMembers call) {
    for (String member : mapping.members()) {
      Optional<Object> value = call.request().value(member);
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  /** The names of the pairs or tags that a mapping spreads over keys of their own. */
  private List<String> names(ContextMapping mapping, CallMembers call) {
    return call.entries(mapping).stream().map(Entry::name).toList();
  }

  /** Those of these names that are certain to be there. */
  List<String> certainNames(ContextMapping mapping, CallMembers call) {
    if (mapping.rule() != ContextMapping.Rule.ENTRIES) {
      return List.of();
    }
    List<String> names = names(mapping, call);
    if (mapping.confidence() != Confidence.INFERRED) {
      return names;
    }
    Set<String> others = twin(mapping).map(twin -> nameSet(twin, call)).orElse(Set.of());
    return names.stream().filter(others::contains).toList();
  }

  /** Whether there may be names that are not certain to be there. */
  boolean mayHoldOthers(ContextMapping mapping, CallMembers call) {
    if (mapping.rule() != ContextMapping.Rule.ENTRIES) {
      return !(mapped(mapping, "", call) instanceof ContextValue.Absent);
    }
    if (mapping.confidence() != Confidence.INFERRED) {
      return false;
    }
    Set<String> certain = new HashSet<>(certainNames(mapping, call));
    Set<String> others = twin(mapping).map(twin -> nameSet(twin, call)).orElse(Set.of());
    return !certain.containsAll(names(mapping, call)) || !certain.containsAll(others);
  }

  private Set<String> nameSet(ContextMapping mapping, CallMembers call) {
    return new HashSet<>(names(mapping, call));
  }

  private ContextValue entry(ContextMapping mapping, String varying, CallMembers call) {
    List<String> values = call.values(mapping, varying);
    if (call.perhapsHasOther(mapping, varying)) {
      return values.isEmpty() ? ContextValue.unknown() : ContextValue.presentUnknown();
    }
    if (!values.isEmpty()) {
      return counted(values, mapping, call);
    }
    return call.entries(mapping).isEmpty() ? whenAbsent(mapping) : ContextValue.absent();
  }

  private static ContextValue counted(
      List<String> texts, ContextMapping mapping, CallMembers call) {
    return call.areCounted(mapping) || CountedText.areCounted(texts)
        ? new ContextValue.Present(texts)
        : ContextValue.presentUnknown();
  }

  private static ContextValue aliasName(String identifier) {
    return KeyIdentifier.parse(identifier)
        .flatMap(KeyIdentifier::requestAlias)
        .map(ContextValue::of)
        .orElse(ContextValue.absent());
  }

  /** Such as {@code EncryptionContextEquals}; what an empty pair constraint gives is not known. */
  private ContextValue memberName(ContextMapping mapping, CallMembers call) {
    for (String member : mapping.members()) {
      if (call.request().value(member).isPresent()) {
        String name = member.substring(member.lastIndexOf('.') + 1);
        return ContextValue.of(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
      }
      if (call.request().given(member).isPresent()) {
        return ContextValue.unknown();
      }
    }
    return whenAbsent(mapping);
  }

  private ContextValue sameKey(List<String> keyMembers, CallMembers call) {
    Optional<KmsResource.Key> source = resolver.knownKey(keyMembers.get(0), call.call());
    Optional<KmsResource.Key> destination = resolver.knownKey(keyMembers.get(1), call.call());
    return source.isPresent() && destination.isPresent()
        ? ContextValue.of(Boolean.toString(source.equals(destination)))
        : ContextValue.presentUnknown();
  }

  private ContextValue keyFact(ContextMapping mapping, CallMembers call) {
    String name = LetterCase.lowerCase(mapping.key());
    return resolver
        .knownKey(KEY_MEMBER, call.call())
        .map(key -> ResourceFacts.of(key).described(keys.metadata(key)).get(name))
        .orElse(ContextValue.presentUnknown());
  }
}
