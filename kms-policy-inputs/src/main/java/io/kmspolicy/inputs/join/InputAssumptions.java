package io.kmspolicy.inputs.join;

import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import io.kmspolicy.model.text.Listing;
import java.util.List;
import java.util.stream.Stream;

/** What is taken as known though files do not say it. */
final class InputAssumptions {

  private InputAssumptions() {}

  static List<String> of(List<InputSource> sources) {
    return sources.stream()
        .flatMap(source -> Stream.concat(grants(source), otherKeys(source, sources)))
        .toList();
  }

  /** A list with a filter looks like one without. */
  private static Stream<String> grants(InputSource list) {
    boolean isListOfGrants =
        list.state().shape() == InputShape.DOCUMENT
            && list.state().keys().stream()
                .anyMatch(key -> key.grants() instanceof GrantLayer.Known);
    return isListOfGrants
        ? Stream.of(
            list.name()
                + ": its grants are taken as all grants on the keys that it names; it must not be"
                + " filtered by --grant-id, --grantee-principal or --query, nor be that of"
                + " list-retirable-grants")
        : Stream.empty();
  }

  /** The keys of a template may exist, so that they may be keys of other files. */
  private static Stream<String> otherKeys(InputSource template, List<InputSource> sources) {
    if (template.state().shape() != InputShape.CLOUDFORMATION) {
      return Stream.empty();
    }
    List<String> names =
        template.state().keys().stream()
            .filter(key -> UnnamedKey.is(key.key()))
            .filter(key -> sources.stream().anyMatch(other -> mayHold(other, key.key())))
            .map(InputKey::name)
            .toList();
    return names.isEmpty()
        ? Stream.empty()
        : Stream.of(
            template.name()
                + ": "
                + Listing.firstOf(names)
                + (names.size() == 1 ? " is a key" : " are keys")
                + " without an id, taken as other than the keys of the other files; state the id"
                + " with --parameter "
                + names.get(0)
                + "=ID");
  }

  private static boolean mayHold(InputSource source, KmsResource.Key unnamed) {
    return source.state().keys().stream()
        .map(InputKey::key)
        .anyMatch(
            key ->
                !UnnamedKey.is(key)
                    && key.accountId().equals(unnamed.accountId())
                    && key.region().equals(unnamed.region()));
  }
}
