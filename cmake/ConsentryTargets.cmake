# How every target of ours is built: the language, the warnings, the sanitizers. One place.

add_library(consentry_options INTERFACE)
target_compile_features(consentry_options INTERFACE cxx_std_23)
target_include_directories(consentry_options INTERFACE ${PROJECT_SOURCE_DIR}/include)
target_compile_options(consentry_options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    -Wimplicit-fallthrough -Wswitch -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 reports these two inside the inlined code of std::string and std::optional, where nothing is wrong
    # (GCC bugs 105651 and 105562); clang and the sanitizers look for the real thing.
    target_compile_options(consentry_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
target_compile_definitions(consentry_options INTERFACE CONSENTRY_VERSION="${PROJECT_VERSION}")
if(CONSENTRY_SANITIZE)
    target_compile_options(consentry_options INTERFACE
        -fsanitize=${CONSENTRY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(consentry_options INTERFACE -fsanitize=${CONSENTRY_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        target_compile_options(consentry_options INTERFACE
            -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/cmake/sanitizer-ignore.txt)
    endif()
endif()

if(CONSENTRY_FUZZ)
    target_compile_options(consentry_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# consentry_library(<folder> SOURCES <files> [USES <folders of ours>] [NEEDS <other libraries>])
# The library of one folder. USES is the architecture: a folder sees only what its line names.
function(consentry_library folder)
    cmake_parse_arguments(ARG "" "" "SOURCES;USES;NEEDS" ${ARGN})
    add_library(consentry_${folder} STATIC ${ARG_SOURCES})
    list(TRANSFORM ARG_USES PREPEND consentry_)
    target_link_libraries(consentry_${folder} PUBLIC consentry_options ${ARG_USES} PRIVATE ${ARG_NEEDS})
endfunction()

# consentry_test(<name> SOURCES <files> [USES <folders of ours>] [NEEDS <other libraries>])
# One test program, registered with ctest under its own name.
function(consentry_test name)
    cmake_parse_arguments(ARG "" "" "SOURCES;USES;NEEDS" ${ARGN})
    add_executable(test_${name} ${ARG_SOURCES})
    list(TRANSFORM ARG_USES PREPEND consentry_)
    target_link_libraries(test_${name} PRIVATE consentry_options consentry_test_support ${ARG_USES} ${ARG_NEEDS})
    target_compile_definitions(test_${name} PRIVATE CONSENTRY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    # A test takes longer to compile than to run.
    target_compile_options(test_${name} PRIVATE -O0)
    # What nearly every test includes is read once for each program: a third of the time that the tests take to build.
    target_precompile_headers(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/catch.hpp <algorithm> <chrono>
        <functional> <map> <memory> <optional> <string> <vector>)
    add_test(NAME ${name} COMMAND test_${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()
