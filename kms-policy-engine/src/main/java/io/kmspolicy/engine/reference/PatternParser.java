package io.kmspolicy.engine.reference;

import io.kmspolicy.engine.match.ActionGlob;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.value.ArnPattern;

/** Parses the patterns of statements that have no policy variables. */
public interface PatternParser {

  /** Parses each pattern anew. */
  PatternParser ANEW =
      new PatternParser() {
        @Override
        public ActionGlob action(String text) {
          return ActionGlob.parse(text);
        }

        @Override
        public ArnPattern resource(String text) {
          return ResourceMatcher.parse(text);
        }
      };

  /** The form of an action pattern (rule 2.1). */
  ActionGlob action(String text);

  /** The form of a resource pattern in which {@code $} has no meaning (rule 2.3). */
  ArnPattern resource(String text);
}
