# The Debian package: cpack makes it of what is installed, and of the files in debian/.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME consentry)
set(CPACK_PACKAGE_CONTACT "consentry maintainers <maintainers@users.noreply.r-seed-3a2e596f.example>" CACHE STRING
    "Who answers for the package")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "hears every STOP and every YES on WhatsApp")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Receives the webhooks of Meta's WhatsApp Cloud API beside the inbox a business
has, understands opt-outs and opt-ins in the languages of its keyword packs,
keeps a consent record that can be verified, in an embedded database, and
tells every system that could send another message.
.
The service is installed and not started: it needs a configuration first.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Destinations are reached over verified TLS.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
foreach(script conffiles postinst prerm postrm)
    list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_SOURCE_DIR}/debian/${script})
endforeach()

configure_file(consentry.toml consentry.toml @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/consentry.toml DESTINATION /etc/consentry
    PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ COMPONENT service)

configure_file(debian/changelog.in changelog @ONLY)
add_custom_command(OUTPUT ${written}.changelog.gz
    COMMAND ${GZIP} --best --no-name --stdout ${CMAKE_CURRENT_BINARY_DIR}/changelog > ${written}.changelog.gz
    DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/changelog VERBATIM)
add_custom_target(consentry_changelog ALL DEPENDS ${written}.changelog.gz)
install(FILES ${written}.changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME changelog.gz COMPONENT program)
install(FILES debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

include(CPack)
