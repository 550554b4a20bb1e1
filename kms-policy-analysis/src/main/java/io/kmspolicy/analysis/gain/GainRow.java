package io.kmspolicy.analysis.gain;

import io.kmspolicy.analysis.gain.GainCause.Role;
import io.kmspolicy.analysis.proof.WitnessText;
import io.kmspolicy.engine.proof.Gains.Gain;
import io.kmspolicy.engine.proof.Gains.Gainer;
import io.kmspolicy.engine.proof.Gains.OnResource;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.model.catalogue.ActionGroup;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.report.ResourcePlace;
import io.kmspolicy.model.report.ResourcePlaces;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import io.kmspolicy.model.text.Counts;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.writer.ScenarioWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row of the table.
 *
 * @param causes what gives the access
 * @param resourceNames the resources of the row in words
 * @param example the resource of the example in words
 */
record GainRow(Gain gain, List<GainCause> causes, List<String> resourceNames, String example) {

  private static final int MAX_SHOWN = 8;

  /**
   * A row.
   *
   * @param before the states before the change
   * @param names the names of keys and aliases
   * @param addresses the addresses of resources
   */
  static GainRow of(
      Gain gain,
      List<PolicyState> before,
      Function<KmsResource, String> names,
      ResourcePlaces addresses) {
    return new GainRow(
        gain,
        causes(gain, before, addresses),
        gain.resources().stream()
            .map(OnResource::resource)
            .map(one -> one instanceof KmsResource.Any ? "no key" : names.apply(one))
            .distinct()
            .toList(),
        example(gain.witness().after().request().resource(), names));
  }

  /** A key whose id is made up is named as its file names it. */
  private static String example(KmsResource resource, Function<KmsResource, String> names) {
    return resource instanceof KmsResource.Key key && UnnamedKey.is(key)
        ? names.apply(key)
        : resource.arn();
  }

  /** What gives the access to each resource, at different places. */
  private static List<GainCause> causes(
      Gain gain, List<PolicyState> before, ResourcePlaces addresses) {
    Map<String, GainCause> causes = new LinkedHashMap<>();
    gain.resources().stream()
        .limit(MAX_SHOWN)
        .flatMap(one -> GainCause.of(one.witness(), before, addresses).stream())
        .forEach(cause -> causes.putIfAbsent(cause.text(), cause));
    return List.copyOf(causes.values());
  }

  /** Who gains, in words. */
  String who() {
    return words(gain.gainer());
  }

  private static String words(Gainer gainer) {
    return switch (gainer.kind()) {
      case ANYONE -> "anyone, any principal whose own account allows it";
      case ORGANIZATION -> "accounts of the organization " + gainer.name();
      case OTHER_ACCOUNT -> "principals of another account, " + gainer.account();
      case OTHER_PRINCIPAL -> gainer.name() + " of another account";
      case SERVICE -> "the service " + gainer.name();
      case ACCOUNT -> "principals of the account " + gainer.account();
      case PRINCIPAL, OTHER_SERVICE -> gainer.name();
    };
  }

  /** Who gains what, without names. */
  String summary() {
    String who =
        switch (gain.gainer().kind()) {
          case ANYONE -> "anyone";
          case ORGANIZATION -> "an organization";
          case OTHER_ACCOUNT, OTHER_PRINCIPAL -> "another account";
          case SERVICE, OTHER_SERVICE -> "a service";
          case ACCOUNT -> "the key's account";
          case PRINCIPAL -> "a user or role";
        };
    return who + " gains " + noun(gain.group());
  }

  private static String noun(ActionGroup group) {
    return switch (group) {
      case ADMINISTER -> "administration";
      case GRANT -> "grants";
      case USE -> "use";
      case READ -> "read access";
    };
  }

  /** The actions in one line. */
  String actions() {
    return shown(gain.actions());
  }

  /** The resources in one line. */
  String resources() {
    return shown(resourceNames) + (gain.isCut() ? ", and perhaps others" : "");
  }

  private static String shown(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(MAX_SHOWN, names.size())));
    return names.size() <= MAX_SHOWN
        ? first
        : first + " and " + Counts.of(names.size() - MAX_SHOWN, "other");
  }

  /** What gives the access, in one line. */
  String by() {
    boolean isChanged = causes.stream().anyMatch(cause -> cause.role() != Role.SAME);
    return causes.stream()
        .filter(cause -> !isChanged || cause.role() != Role.SAME)
        .map(GainCause::text)
        .collect(Collectors.joining("; "));
  }

  /** Adds the row with its request. */
  void addTo(StringBuilder text, boolean alone) {
    line(who() + ": " + gain.group().text(), text);
    line("  actions: " + actions(), text);
    line("  on: " + resources(), text);
    causes.forEach(cause -> line("  " + cause.text(), text));
    text.append("  for example\n");
    WitnessText.ofChange(gain.witness(), example, alone)
        .lines()
        .forEach(line -> text.append("  ").append(line).append('\n'));
  }

  private static void line(String line, StringBuilder text) {
    text.append(Quoting.escape(line)).append('\n');
  }

  /** The places of the statements that allow it. */
  Stream<ResourcePlace> places() {
    return causes.stream()
        .filter(cause -> cause.role() != Role.REMOVED)
        .flatMap(
            cause ->
                cause.by() instanceof GainCause.OfStatement of
                    ? Stream.of(of.place())
                    : Stream.of());
  }

  void write(JsonWriter json) {
    json.member("kind", gain.gainer().kind().name());
    json.member("principal", gain.gainer().name());
    json.member("gains", gain.group().text());
    json.member("resources")
        .array(
            gain.resources(),
            one ->
                json.object(
                    () -> {
                      json.member("resource", one.resource().arn());
                      json.member("actions").strings(one.actions());
                    }));
    json.member("more", gain.isCut());
    json.member("by").array(causes, cause -> json.object(() -> cause.write(json)));
    ScenarioWriter scenarios = ScenarioWriter.compact();
    json.member("before").raw(scenarios.write(gain.witness().before()));
    json.member("after").raw(scenarios.write(gain.witness().after()));
  }
}
