# Functions that make a room of shared/ and a service of services/ from what lies in their folders.

# tonghop_room(<name> LINK <rooms and packages>): a static library of shared/<name>/*.c that reaches its own headers and those
# of the rooms it links. A room that has no source yet is headers only.
function(tonghop_room name)
    cmake_parse_arguments(ROOM "" "" "LINK" ${ARGN})
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/rooms/${name})
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/shared/${name} ${CMAKE_BINARY_DIR}/rooms/${name}/${name} SYMBOLIC)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/shared/${name}/*.c)
    if(sources)
        add_library(${name} STATIC ${sources})
        target_include_directories(${name} PUBLIC ${CMAKE_BINARY_DIR}/rooms/${name})
        target_link_libraries(${name} PUBLIC ${ROOM_LINK})
    else()
        add_library(${name} INTERFACE)
        target_include_directories(${name} INTERFACE ${CMAKE_BINARY_DIR}/rooms/${name})
        target_link_libraries(${name} INTERFACE ${ROOM_LINK})
    endif()
endfunction()

# tonghop_service(<name> LINK <rooms>): build/bin/tonghop-<name> of services/<name>/*.c with its migrations inside. All but main.c
# is also a library, <name>-parts, that tests link.
function(tonghop_service name)
    cmake_parse_arguments(SERVICE "" "" "LINK" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/services/${name}/*.c)
    list(FILTER sources EXCLUDE REGEX "/main\\.c$")
    file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/services/${name}/migrations/*.sql)
    if(NOT sources)
        return()
    endif()
    set(embedded ${CMAKE_BINARY_DIR}/generated/${name}_migrations.c)
    add_custom_command(
        OUTPUT ${embedded}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${embedded} -DFOLDER=${CMAKE_SOURCE_DIR}/services/${name}/migrations
                -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
        DEPENDS ${migrations} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake)
    add_library(${name}-parts STATIC ${sources} ${embedded})
    target_include_directories(${name}-parts PUBLIC ${CMAKE_SOURCE_DIR}/services/${name})
    target_link_libraries(${name}-parts PUBLIC ${SERVICE_LINK})
    if(EXISTS ${CMAKE_SOURCE_DIR}/services/${name}/main.c)
        add_executable(tonghop-${name} ${CMAKE_SOURCE_DIR}/services/${name}/main.c)
        target_link_libraries(tonghop-${name} PRIVATE ${name}-parts)
    endif()
endfunction()
