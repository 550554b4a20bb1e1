package io.kmspolicy.analysis.simulate;

import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What AWS's policy simulator is asked, answered offline and by the rules of KMS.
 *
 * @param json the response in the format of {@code simulate-custom-policy}; its member {@code
 *     KmsPolicy} has what this format does not have
 * @param notes the differences from AWS's simulator, and why answers are open; one line each
 * @param isOpen whether an answer is indeterminate
 */
public record SimulationResponse(String json, List<String> notes, boolean isOpen) {

  /** Copies the list. */
  public SimulationResponse {
    notes = List.copyOf(notes);
  }

  /**
   * The response to an input of {@code simulate-custom-policy}.
   *
   * @param source the name of the input, for messages
   * @param input the input as JSON
   * @param defaultKeyPolicy whether to assume AWS's default key policy if the input has no key
   *     policy; otherwise the key policy is unknown then
   * @throws BadInputException if AWS would reject the input; one line for each problem
   */
  public static SimulationResponse to(String source, String input, boolean defaultKeyPolicy) {
    SimulationInput read = SimulationInputReader.read(source, input, defaultKeyPolicy);
    Simulation simulation = new Simulation(read);
    int start = read.page().start();
    int all = read.actions().size();
    if (start >= all) {
      throw new BadInputException(
          source
              + ": `Marker` is past the last action; it must be one of a response to this input");
    }
    int end = (int) Math.min(all, (long) start + read.page().maxItems());
    List<List<Outcome>> results =
        read.actions().subList(start, end).stream().map(simulation::of).toList();
    Optional<Integer> next = end < all ? Optional.of(end) : Optional.empty();
    List<Outcome> outcomes = results.stream().flatMap(List::stream).toList();
    return new SimulationResponse(
        ResponseWriter.write(read, results, next),
        notes(read, outcomes),
        outcomes.stream().anyMatch(outcome -> outcome.decision() == Decision.INDETERMINATE));
  }

  private static List<String> notes(SimulationInput input, List<Outcome> outcomes) {
    List<String> notes = new ArrayList<>();
    for (Warnings.Remark remark : Warnings.of(input, outcomes)) {
      boolean all = remark.concerns().size() == outcomes.size() && outcomes.size() > 1;
      String requests = all ? "all answers" : String.join(", ", remark.concerns());
      notes.add("note on " + requests + ": " + remark.text());
    }
    outcomes.stream()
        .filter(Outcome::isNotDecided)
        .map(
            outcome ->
                outcome.decision().text()
                    + ": "
                    + outcome.action()
                    + " on "
                    + outcome.resource().arn()
                    + ": "
                    + String.join("; ", outcome.explanation().reasons()))
        .forEach(notes::add);
    return notes;
  }
}
