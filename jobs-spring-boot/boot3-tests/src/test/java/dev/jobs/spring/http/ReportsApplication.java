package dev.jobs.spring.http;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;

/** An application whose users order reports and wait for them. */
@SpringBootApplication
class ReportsApplication {
    @Bean
    SecurityFilterChain security(final HttpSecurity http) throws Exception {
        // The page reads the token in the cookie XSRF-TOKEN, and sends it in the header X-XSRF-TOKEN.
        final CsrfTokenRequestAttributeHandler everyAnswerHasTheToken = new CsrfTokenRequestAttributeHandler();
        everyAnswerHasTheToken.setCsrfRequestAttributeName(null);
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .httpBasic(Customizer.withDefaults())
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                        .csrfTokenRequestHandler(everyAnswerHasTheToken))
                .build();
    }

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("ada").password("{noop}pw").build(),
                User.withUsername("bob").password("{noop}pw").build());
    }
}
