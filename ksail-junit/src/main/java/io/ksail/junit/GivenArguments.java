package io.ksail.junit;

import java.lang.reflect.Parameter;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.support.ParameterInfo;
import org.junit.platform.commons.support.ReflectionSupport;

/** What a parameter has an argument for: those of {@code @ParameterizedTest} and {@code @ParameterizedClass} are theirs. */
final class GivenArguments {

    /** They are a module of JUnit's of its own, which need not be there. */
    private static final boolean MAY_BE_GIVEN = ReflectionSupport.tryToLoadClass(
                    "org.junit.jupiter.params.support.ParameterInfo")
            .toOptional()
            .isPresent();

    private GivenArguments() {}

    static boolean include(Parameter parameter, ExtensionContext context) {
        return MAY_BE_GIVEN && Given.to(parameter, context);
    }

    /** Apart, so that it is loaded only where that module is there. */
    private static final class Given {

        private static boolean to(Parameter parameter, ExtensionContext context) {
            ParameterInfo info = ParameterInfo.get(context);
            return info != null
                    && info.getDeclarations().getAll().stream()
                            .filter(declared -> declared.getParameterIndex()
                                    < info.getArguments().size())
                            .anyMatch(declared -> declared.getAnnotatedElement().equals(parameter));
        }
    }
}
