package io.kmspolicy.analysis.page;

import io.kmspolicy.analysis.fleet.FleetRisks;
import io.kmspolicy.analysis.fleet.KeyRisks;
import io.kmspolicy.analysis.fleet.Risk;
import io.kmspolicy.analysis.fleet.Risk.State;
import io.kmspolicy.analysis.html.HtmlBars;
import io.kmspolicy.analysis.html.HtmlBars.Shade;
import io.kmspolicy.analysis.html.HtmlList;
import io.kmspolicy.analysis.html.HtmlSection;
import io.kmspolicy.model.text.Counts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The summary of a fleet: its keys by risk and by account, the worst, and what was not known. */
final class RiskSections {

  private static final int WORST = 10;
  private static final String KEY = "key";

  private final FleetRisks risks;

  private RiskSections(FleetRisks risks) {
    this.risks = risks;
  }

  static List<HtmlSection> of(FleetRisks risks) {
    RiskSections sections = new RiskSections(risks);
    return List.of(sections.byRisk(), sections.worst(), sections.byAccount(), sections.notKnown());
  }

  private HtmlBars byRisk() {
    int all = risks.keys().size();
    List<HtmlBars.Bar> bars = new ArrayList<>();
    for (Risk risk : Risk.values()) {
      long found = risks.count(risk, State.HOLDS);
      long open = risks.count(risk, State.MAY_HOLD) + (long) risks.count(risk, State.NOT_KNOWN);
      bars.add(
          new HtmlBars.Bar(
              risk.text(),
              List.of(found, open),
              all,
              of(found, all) + (open == 0 ? "" : "; not known for " + number(open))));
    }
    return new HtmlBars(
        "risks",
        "Keys by risk",
        "A key counts for each risk that it has. Public: anyone may use some action on it whose own"
            + " account allows it.",
        List.of(
            new HtmlBars.Part("has the risk", Shade.BAD),
            new HtmlBars.Part("not known", Shade.UNKNOWN)),
        bars);
  }

  private static String of(long some, long all) {
    return number(some) + " of " + Counts.of(all, KEY);
  }

  private HtmlList worst() {
    List<HtmlList.Item> items = risks.worst(WORST).stream().map(RiskSections::item).toList();
    return new HtmlList(
        "worst",
        items.size() < WORST ? "The keys with risks, the worst first" : "The ten worst keys",
        items);
  }

  private static HtmlList.Item item(KeyRisks key) {
    KeyRisks.Finding worst = key.worst().orElseThrow();
    String also =
        key.findings().stream()
            .filter(KeyRisks.Finding::isFound)
            .filter(finding -> !finding.equals(worst))
            .map(RiskSections::tag)
            .collect(Collectors.joining(", "));
    return new HtmlList.Item(
        key.name(),
        key.longName(),
        tag(worst),
        worst.state() == State.HOLDS ? shade(worst.risk()) : Shade.UNKNOWN,
        worst.sentence(),
        also.isEmpty() ? "" : "Also: " + also);
  }

  private static String tag(KeyRisks.Finding finding) {
    return (finding.state() == State.HOLDS ? "" : "perhaps ") + finding.risk().text();
  }

  private static Shade shade(Risk risk) {
    return switch (risk) {
      case PUBLIC -> Shade.BAD;
      case PUBLIC_UNDER_CONDITIONS, OTHER_ACCOUNTS -> Shade.OPEN;
      case EVERYBODY_IN_THE_ACCOUNT, SINGLE_ADMINISTRATOR, GRANTS_WITHOUT_EFFECT -> Shade.MILD;
    };
  }

  private HtmlBars byAccount() {
    List<HtmlBars.Part> parts =
        List.of(
            new HtmlBars.Part("public", Shade.BAD),
            new HtmlBars.Part("shared: other accounts, or public under conditions", Shade.OPEN),
            new HtmlBars.Part("another risk", Shade.MILD),
            new HtmlBars.Part("no risk is known, some may be", Shade.UNKNOWN),
            new HtmlBars.Part("no risk", Shade.REST));
    int longest = risks.byAccount().values().stream().mapToInt(List::size).max().orElse(1);
    List<HtmlBars.Bar> bars = new ArrayList<>();
    risks
        .byAccount()
        .forEach(
            (account, keys) -> {
              List<Long> numbers =
                  Arrays.stream(Shade.values())
                      .filter(shade -> parts.stream().anyMatch(part -> part.shade() == shade))
                      .map(shade -> keys.stream().filter(key -> worst(key) == shade).count())
                      .toList();
              bars.add(new HtmlBars.Bar(account, numbers, longest, words(keys.size(), numbers)));
            });
    return new HtmlBars(
        "accounts",
        "Keys by account",
        "A key counts once, for the worst risk that it has.",
        parts,
        bars);
  }

  /** The look of a key in the bar of its account. */
  private static Shade worst(KeyRisks key) {
    Optional<Risk> worst =
        key.findings().stream()
            .filter(finding -> finding.state() == State.HOLDS)
            .map(KeyRisks.Finding::risk)
            .findFirst();
    return worst.map(RiskSections::shade).orElse(key.isKnown() ? Shade.REST : Shade.UNKNOWN);
  }

  private static String words(int all, List<Long> numbers) {
    List<String> words = new ArrayList<>();
    List<String> names = List.of("public", "shared", "with another risk", "not known");
    for (int i = 0; i < names.size(); i++) {
      if (numbers.get(i) > 0) {
        words.add(number(numbers.get(i)) + " " + names.get(i));
      }
    }
    return Counts.of(all, KEY) + (words.isEmpty() ? "" : ": " + String.join(", ", words));
  }

  private HtmlBars notKnown() {
    List<HtmlBars.Bar> bars =
        risks.notKnown().stream()
            .map(
                layer ->
                    new HtmlBars.Bar(
                        layer.layer(),
                        List.of((long) layer.missing()),
                        layer.all(),
                        number(layer.missing()) + " of " + Counts.of(layer.all(), layer.of())))
            .toList();
    return new HtmlBars(
        "not-known",
        "What was not known",
        number(risks.indeterminate())
            + " of "
            + Counts.of(risks.answers(), "answer")
            + " below are indeterminate. Whether a grant was used is not a matter of policies:"
            + " kms-policy replay --unused reads it from CloudTrail.",
        List.of(new HtmlBars.Part("not known", Shade.UNKNOWN)),
        bars);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
